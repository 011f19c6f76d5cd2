import { describe, expect, it } from 'vitest';
import { defaultSettings } from '../../../src/main/storage/settings.ts';
import { CloseInCall } from '../../../src/main/windows/close-in-call.ts';
import { aCall, FakeLog } from './fakes.ts';

describe('closing the main window', () => {
  function closing(platform: NodeJS.Platform = 'linux', { tray = true, wayland = false } = {}) {
    const boxes: { signal?: AbortSignal }[] = [];
    /** What it asked to be said, with the way to tell that it was not. */
    const said: (() => void)[] = [];
    const state = { call: null as ReturnType<typeof aCall> | null, leaving: false, settings: defaultSettings };
    const close = new CloseInCall({
      platform,
      wayland,
      leaving: () => state.leaving,
      call: () => state.call,
      trayIsVisible: () => tray,
      settings: {
        get: () => state.settings,
        change: async (change) => {
          state.settings = { ...state.settings, ...change };
          return state.settings;
        },
      },
      sayThatItGoesOn: (onUnsaid) => said.push(onUnsaid),
      dialog: {
        showMessageBox: async (...args: unknown[]) => {
          boxes.push(args[0] as never);
          return { response: 0, checkboxChecked: false };
        },
      },
      log: new FakeLog(),
    });
    return { close, state, boxes, said };
  }

  it.each([
    ['linux', null, true, false, 'close'],
    ['win32', null, true, false, 'close'],
    ['darwin', null, true, false, 'hide'],
    ['linux', aCall(), true, false, 'hide'],
    ['win32', aCall(), true, false, 'hide'],
    ['darwin', aCall(), true, false, 'hide'],
    ['linux', aCall({ phase: 'ringing-out', startedAt: null }), true, false, 'hide'],
    ['linux', aCall(), false, false, 'minimize'],
    ['linux', aCall(), true, true, 'close'],
    ['darwin', null, true, true, 'close'],
  ] as const)('on %s with call %o, tray %s, leaving %s means %s', (platform, call, tray, leaving, expected) => {
    const { close, state } = closing(platform, { tray });
    Object.assign(state, { call, leaving });
    expect(close.decide()).toBe(expected);
  });

  it('on Wayland means to hide also without a tray: nothing would bring a minimized window back', () => {
    const { close, state } = closing('linux', { tray: false, wayland: true });
    expect(close.decide()).toBe('close');
    state.call = aCall();
    expect(close.decide()).toBe('hide');
  });

  it('in a call has it said once that the call goes on', () => {
    const { close, state, said, boxes } = closing();
    state.call = aCall();
    close.decide();
    close.decide();
    expect(said).toHaveLength(1);
    expect(state.settings.closeNoticeSeen).toBe(true);
    expect(boxes).toEqual([]);
  });

  it.each([
    ['on', 'your microphone is on'],
    ['muted', 'Your microphone is muted'],
    ['opening', 'Your microphone is being opened'],
    ['unmuting', 'Your microphone is being unmuted'],
    ['unavailable', 'there is no microphone'],
  ] as const)('says it with a box where no notification does, also of a microphone that is %s', (microphone, words) => {
    const { close, state, said, boxes } = closing();
    state.call = aCall({ microphone });
    expect(close.decide()).toBe('hide');
    said[0]!();
    expect(boxes).toMatchObject([{ detail: expect.stringContaining(words) }]);
    expect(boxes[0]!.signal!.aborted).toBe(false);
    close.withdraw();
    expect(boxes[0]!.signal!.aborted).toBe(true);
  });

  it('never stops the main process of macOS with a box', () => {
    const { close, state, said, boxes } = closing('darwin');
    state.call = aCall();
    expect(close.decide()).toBe('hide');
    said[0]!();
    expect(boxes).toEqual([]);
  });

  it('says nothing of a microphone while the call only rings here', () => {
    const { close, state, said } = closing();
    state.call = aCall({ phase: 'ringing-in', startedAt: null });
    expect(close.decide()).toBe('hide');
    expect(said).toEqual([]);
    expect(state.settings.closeNoticeSeen).toBe(false);
  });

  it('says nothing without a call', () => {
    const { close, said } = closing();
    close.decide();
    expect(said).toEqual([]);
  });
});
