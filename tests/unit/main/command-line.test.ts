import { describe, expect, it } from 'vitest';
import { parseCommandLine } from '../../../src/main/command-line.ts';

const context = { packaged: false, cwd: '/home/ada', userName: 'ada' };
const parse = (...args: string[]) => parseCommandLine(['electron', '.', ...args], context);
const run = { kind: 'run', account: null, userDataDir: null, hidden: false, links: [], session: null };

describe('the command line', () => {
  it('without anything starts the app', () => {
    expect(parse()).toEqual(run);
  });

  it.each([
    ['with spaces', ['--server', 'http://127.0.0.1:4400', '--token', 'abc', '--name', 'Ada Lovelace']],
    ['with =', ['--server=http://127.0.0.1:4400', '--token=abc', '--name=Ada Lovelace']],
    [
      'among switches of Chromium',
      [
        '--no-sandbox',
        '--server=http://127.0.0.1:4400',
        '--ozone-platform=x11',
        '--token',
        'abc',
        '--name',
        'Ada Lovelace',
        '--inspect=0',
      ],
    ],
  ])('signs in without asking, given %s', (_how, args) => {
    const account = { server: 'http://127.0.0.1:4400', token: 'abc', name: 'Ada Lovelace' };
    expect(parse(...args)).toEqual({ ...run, account });
  });

  it('takes the name of the user of the machine where none is given', () => {
    expect(parse('--server=https://x.example', '--token=abc')).toMatchObject({ account: { name: 'ada' } });
  });

  it('resolves the folder of the data against the working directory', () => {
    expect(parse('--user-data-dir', 'data')).toMatchObject({ userDataDir: '/home/ada/data' });
    expect(parse('--user-data-dir=/tmp/x')).toMatchObject({ userDataDir: '/tmp/x' });
  });

  it('reads --hidden, and links wherever they stand', () => {
    expect(parse('holdfast://call/ada', '--hidden', 'HOLDFAST://call/bob', 'https://evil.example')).toEqual({
      ...run,
      hidden: true,
      links: ['holdfast://call/ada', 'HOLDFAST://call/bob'],
    });
  });

  it('of a packaged app has no folder of the app in it', () => {
    const packaged = { ...context, packaged: true };
    expect(parseCommandLine(['holdfast', 'holdfast://x'], packaged)).toEqual({ ...run, links: ['holdfast://x'] });
    expect(parseCommandLine(['holdfast', 'ctl', 'mute'], packaged)).toMatchObject({ kind: 'ctl', words: ['mute'] });
  });

  it.each([
    [['--server'], '--server needs a value.'],
    [['--server', '--token', 'abc'], '--server needs a value.'],
    [['--token', 'abc'], '--token needs --server.'],
    [['--server', 'http://x'], '--server needs --token.'],
    [['--name', 'Ada'], '--name needs --server and --token.'],
    [['--server', 'ftp://x', '--token', 'abc'], '--server must be an http:// or https:// address, not "ftp://x".'],
    [['--server', 'nonsense', '--token', 'abc'], '--server must be an http:// or https:// address, not "nonsense".'],
    [['--server', 'http://x', '--token', ''], '--token must have between 1 and 8,192 characters.'],
    [['--server', 'http://x', '--token', 'x'.repeat(8_193)], '--token must have between 1 and 8,192 characters.'],
    [['--user-data-dir='], '--user-data-dir needs a folder.'],
  ])('%j is refused with what is wrong', (args, message) => {
    const parsed = parse(...args);
    expect(parsed).toEqual({ kind: 'bad', message: expect.stringContaining(message) });
    expect(JSON.stringify(parsed)).not.toContain('xxxxx');
  });

  it('reads ctl with its options on either side', () => {
    const expected = { kind: 'ctl', words: ['status'], json: true, userDataDir: '/tmp/x' };
    expect(parse('ctl', 'status', '--json', '--user-data-dir', '/tmp/x')).toEqual(expected);
    expect(parse('--user-data-dir=/tmp/x', '--json', 'ctl', 'status')).toEqual(expected);
  });

  it('takes what begins with one dash after ctl for the id of a call, never for nothing', () => {
    expect(parse('ctl', 'hang-up', '-A_b')).toMatchObject({ kind: 'ctl', words: ['hang-up', '-A_b'] });
    expect(parse('-A_b', 'ctl', 'status')).toMatchObject({ kind: 'ctl', words: ['status'] });
  });

  it('does not mistake a value for ctl', () => {
    expect(parse('--server', 'http://x', '--token', 'ctl')).toMatchObject({ kind: 'run' });
  });

  it.each(['version', 'help'])('knows --%s', (kind) => {
    expect(parse(`--${kind}`)).toEqual({ kind });
  });
});
