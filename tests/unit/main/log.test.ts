import { EventEmitter } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { createLog, logFailures, redact } from '../../../src/main/log.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { FakeLog } from './fakes.ts';

describe('the log', () => {
  const token = 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJhZGEifQ.c2lnbmF0dXJl';

  it.each([
    [`Signed in with ${token}.`, 'Signed in with [token].'],
    ['{"token":"hunter2","name":"x"}', '{"token":"[redacted]","name":"x"}'],
    ['holdfast --token=hunter2 --hidden', 'holdfast --token=[redacted] --hidden'],
    ['https://x.example/?token=hunter2&a=1', 'https://x.example/?token=[redacted]&a=1'],
    ['nothing to hide', 'nothing to hide'],
  ])('of "%s" keeps "%s"', (text, kept) => {
    expect(redact(text)).toBe(kept);
  });

  it('is a file with the causes of errors in it, of bounded size, and without tokens', () => {
    const stderr = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
    onTestFinished(() => stderr.mockRestore());
    const folder = temporaryFolder();
    const log = createLog(folder);
    log.info('started');
    log.error(`with ${token}`, new Error('outer', { cause: new Error(`inner ${token}`) }));
    const text = readFileSync(join(folder, 'main.log'), 'utf8');
    expect(text).toMatch(/\[info\] +started/);
    expect(text).toContain('Error: outer');
    expect(text).toContain('Caused by: Error: inner [token]');
    expect(text).not.toContain('eyJ');
    expect(stderr.mock.calls.join()).not.toContain('eyJ');
    expect(stderr.mock.calls.join()).not.toContain('started');
    for (let i = 0; i < 250; i++) log.info('x'.repeat(10_000));
    expect(readdirSync(folder).sort()).toEqual(['main.log', 'main.old.log']);
  });

  it('hears of what nobody caught', () => {
    const fake = new EventEmitter();
    const log = new FakeLog();
    logFailures(fake as never, log);
    fake.emit('uncaughtException', new Error('one'));
    fake.emit('unhandledRejection', new Error('two'));
    expect(log.lines.map((line) => line.replace(/^.*: /, ''))).toEqual(['one', 'two']);
  });
});
