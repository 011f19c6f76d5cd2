import { describe, expect, it } from 'vitest';
import type { CallNotification, NotificationEvents } from '../../../src/main/ongoing-call/notification.ts';
import { defaultSettings } from '../../../src/main/storage/settings.ts';
import { CloseInCall } from '../../../src/main/windows/close-in-call.ts';
import { aCall, FakeLog } from './fakes.ts';

describe('closing the main window', () => {
  function closing(platform: NodeJS.Platform = 'linux', { tray = true, wayland = false, notifications = true } = {}) {
    const boxes: { signal?: AbortSignal }[] = [];
    const notes: { content: CallNotification; open: boolean; events: NotificationEvents }[] = [];
    let shown = 0;
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
      showMain: () => {
        shown += 1;
      },
      createNotification: (events) => {
        const close = () => {
          for (const note of notes) note.open = false;
        };
        return {
          present: (content) => {
            if (notifications) notes.push({ content, open: true, events });
            else events.onUnavailable?.();
          },
          close,
          dispose: async () => close(),
        };
      },
      dialog: {
        showMessageBox: async (...args: unknown[]) => {
          boxes.push(args[0] as never);
          return { response: 0, checkboxChecked: false };
        },
      },
      log: new FakeLog(),
    });
    return { close, state, boxes, notes, shown: () => shown };
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

  it('in a call says once that the call goes on and whether the microphone does', () => {
    const { close, state, notes, boxes } = closing();
    state.call = aCall();
    close.decide();
    close.decide();
    expect(notes).toHaveLength(1);
    expect(notes[0]!.content).toMatchObject({ body: expect.stringContaining('your microphone is on') });
    expect(state.settings.closeNoticeSeen).toBe(true);
    expect(boxes).toEqual([]);
  });

  it('takes it back when it is no longer so', () => {
    const { close, state, notes } = closing();
    state.call = aCall();
    close.decide();
    expect(notes[0]!.open).toBe(true);
    close.withdraw();
    expect(notes[0]!.open).toBe(false);
  });

  it('never says that a muted microphone is on', () => {
    const { close, state, notes } = closing();
    state.call = aCall({ microphone: 'muted' });
    close.decide();
    expect(notes[0]!.content).toMatchObject({ body: expect.stringContaining('Your microphone is muted') });
  });

  it('leads back to the call when it is clicked', () => {
    const { close, state, notes, shown } = closing();
    state.call = aCall();
    close.decide();
    notes[0]!.events.onClick();
    expect([notes[0]!.content.kind, notes[0]!.content.actions, shown()]).toEqual(['notice', [], 1]);
  });

  it.each(['unsupported', 'failing'])('says it with a box where notifications are %s', (how) => {
    const { close, state, notes, boxes } = closing('linux', { notifications: how === 'failing' });
    state.call = aCall();
    expect(close.decide()).toBe('hide');
    notes[0]?.events.onUnavailable?.();
    expect(boxes).toHaveLength(1);
    expect(boxes[0]!.signal!.aborted).toBe(false);
    close.withdraw();
    expect(boxes[0]!.signal!.aborted).toBe(true);
  });

  it('never stops the main process of macOS with a box', () => {
    const { close, state, boxes } = closing('darwin', { notifications: false });
    state.call = aCall();
    expect(close.decide()).toBe('hide');
    expect(boxes).toEqual([]);
  });

  it('says nothing of a microphone while the call only rings here', () => {
    const { close, state, notes } = closing();
    state.call = aCall({ phase: 'ringing-in', startedAt: null });
    expect(close.decide()).toBe('hide');
    expect(notes).toEqual([]);
    expect(state.settings.closeNoticeSeen).toBe(false);
  });

  it('says nothing without a call', () => {
    const { close, notes } = closing();
    close.decide();
    expect(notes).toEqual([]);
  });
});
