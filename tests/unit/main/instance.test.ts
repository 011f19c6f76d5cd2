import { EventEmitter } from 'node:events';
import type { App } from 'electron';
import { describe, expect, it } from 'vitest';
import { becomeFirst, onSecondInstance, type Wishes } from '../../../src/main/instance.ts';
import { defaultSettings } from '../../../src/shared/session-settings.ts';
import { FakeLog } from './fakes.ts';

const nothing: Wishes = { hidden: false, links: [], session: null };
const session = { kind: 'call' as const, people: ['ada'], settings: defaultSettings };

describe('a second copy', () => {
  it('hands its wishes over as data', () => {
    const given: unknown[] = [];
    const app: Pick<App, 'requestSingleInstanceLock'> = {
      requestSingleInstanceLock: (data) => {
        given.push(data);
        return false;
      },
    };
    expect(becomeFirst(app, { ...nothing, links: ['holdfast://x'] })).toBe(false);
    expect(given).toEqual([{ ...nothing, links: ['holdfast://x'] }]);
  });

  it.each([
    [
      'its wishes',
      { hidden: true, links: ['holdfast://x'], session },
      { hidden: true, links: ['holdfast://x'], session },
    ],
    ['nothing', undefined, nothing],
    ['nonsense', { ...nothing, links: 'rm -rf' }, nothing],
    ['no list', { ...nothing, links: { length: { toString: false } } }, nothing],
    ['too much', { ...nothing, links: ['x'.repeat(20_000)] }, nothing],
    ['nobody to call', { ...nothing, session: { ...session, people: ['a b'] } }, nothing],
  ])('that sends %s at least brings the window up', (_what, data, expected) => {
    const app = new EventEmitter();
    const heard: Wishes[] = [];
    onSecondInstance(app as never, new FakeLog(), (wishes) => heard.push(wishes));
    app.emit('second-instance', {}, ['--evil'], '/', data);
    expect(heard).toEqual([expected]);
  });
});
