import { EventEmitter } from 'node:events';
import type { App } from 'electron';
import { describe, expect, it } from 'vitest';
import { becomeFirst, onSecondInstance, type Wishes } from '../../../src/main/instance.ts';
import { FakeLog } from './fakes.ts';

describe('a second copy', () => {
  it('hands its wishes over as data', () => {
    const given: unknown[] = [];
    const app: Pick<App, 'requestSingleInstanceLock'> = {
      requestSingleInstanceLock: (data) => {
        given.push(data);
        return false;
      },
    };
    expect(becomeFirst(app, { hidden: false, links: ['holdfast://x'] })).toBe(false);
    expect(given).toEqual([{ hidden: false, links: ['holdfast://x'] }]);
  });

  it.each([
    ['its wishes', { hidden: true, links: ['holdfast://x'] }, { hidden: true, links: ['holdfast://x'] }],
    ['nothing', undefined, { hidden: false, links: [] }],
    ['nonsense', { links: 'rm -rf' }, { hidden: false, links: [] }],
    ['no list', { hidden: true, links: { length: { toString: false } } }, { hidden: false, links: [] }],
    ['too much', { hidden: true, links: ['x'.repeat(20_000)] }, { hidden: false, links: [] }],
  ])('that sends %s at least brings the window up', (_what, data, expected) => {
    const app = new EventEmitter();
    const heard: Wishes[] = [];
    onSecondInstance(app as never, new FakeLog(), (wishes) => heard.push(wishes));
    app.emit('second-instance', {}, ['--evil'], '/', data);
    expect(heard).toEqual([expected]);
  });
});
