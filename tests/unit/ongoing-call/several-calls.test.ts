/** What the surfaces make of several calls, whichever they are. */
import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import { callsMenu } from '../../../src/main/ongoing-call/call-menu.ts';
import { pressGraceMs } from '../../../src/main/ongoing-call/kept-notification.ts';
import {
  type CallNotification,
  type NotificationEvents,
  type NotificationPresenter,
  NotificationSurface,
  passingEveryMs,
} from '../../../src/main/ongoing-call/notification.ts';
import { PowerSurface } from '../../../src/main/ongoing-call/power.ts';
import { SecondNotification } from '../../../src/main/ongoing-call/second-notification.ts';
import { ServerConnection } from '../../../src/main/ongoing-call/server-connection.ts';
import { ShortcutSurface } from '../../../src/main/ongoing-call/shortcut.ts';
import { TaskbarSurface } from '../../../src/main/ongoing-call/taskbar.ts';
import { TraySurface } from '../../../src/main/ongoing-call/tray.ts';
import { activeCall, type CallCommandType, type CallSnapshot, noCalls } from '../../../src/shared/call.ts';
import { foremostCall, heldBeside, secondRing } from '../../../src/shared/several-calls.ts';
import { ManualClock } from '../support/manual-clock.ts';
import {
  buildMenu,
  createImage,
  FakeGlobalShortcut,
  FakePowerSaveBlocker,
  FakeTaskbarWindow,
  FakeTray,
} from './fake-electron.ts';
import {
  aCall,
  aGroup,
  callsOf,
  commandRecorder,
  FakeEnds,
  FakeLog,
  FakeMainWindow,
  FakeSettings,
  states,
} from './fixtures.ts';
import { anyCalls } from './steps.ts';

const held = aCall({ callId: 'held', title: 'Bob', held: true });
const ring = aCall({ callId: 'ring', phase: 'ringing-in', startedAt: null, title: 'Grace' });

describe('which call is shown where there is room for one', () => {
  it('is the active one, else one that rings, else one that waits', () => {
    const answered = aCall();
    expect(foremostCall(callsOf(answered, ring, held))).toBe(answered);
    expect(foremostCall({ calls: [held, ring], activeCallId: null })).toBe(ring);
    expect(foremostCall({ calls: [held], activeCallId: null })).toBe(held);
    expect(foremostCall(noCalls)).toBeNull();
  });

  it('leaves the others to be counted', () => {
    const calls = callsOf(aCall(), ring, held);
    expect([secondRing(calls), heldBeside(calls)]).toEqual([ring, 1]);
    expect([secondRing(callsOf(ring)), heldBeside(callsOf(held))]).toEqual([null, 0]);
  });
});

/** What a call may be asked for; the others would do nothing, or harm. */
function applies(type: CallCommandType, call: CallSnapshot, foremost: CallSnapshot): boolean {
  const beside = call.callId !== foremost.callId;
  const rings = call.phase === 'ringing-in';
  const answered = !rings && call.phase !== 'ringing-out';
  switch (type) {
    case 'accept':
      return rings && (!beside || foremost.phase === 'ringing-in');
    case 'hold-and-accept':
      return rings && beside && foremost.phase !== 'ringing-in' && foremost.phase !== 'ringing-out';
    case 'end-and-accept':
      return rings && beside && foremost.phase !== 'ringing-in';
    case 'decline':
      return rings;
    case 'hang-up':
      return !rings;
    case 'swap':
      return answered && beside && foremost.phase !== 'ringing-in' && foremost.phase !== 'ringing-out';
    case 'resume':
      return answered && (beside ? foremost.phase === 'ringing-in' : call.held);
    case 'hold':
      return answered && !beside && !call.held;
    case 'raise-hand':
    case 'lower-hand':
      return answered && !beside && call.kind === 'group' && call.hand === (type === 'lower-hand');
    default:
      return answered && !beside;
  }
}

describe('any calls', () => {
  it('have each its heading in the menu, and only commands of calls that are there and that make sense', () => {
    fc.assert(
      fc.property(anyCalls, (calls) => {
        const { send, sent } = commandRecorder();
        const template = callsMenu(calls, send, () => {});
        expect(template.filter(({ enabled, id }) => enabled === false && id?.startsWith('heading'))).toHaveLength(
          calls.calls.length,
        );
        expect(new Set(template.map(({ id }) => id)).size).toBe(template.length);
        for (const { click, enabled } of template) if (enabled !== false) (click as (() => void) | undefined)?.();
        const foremost = foremostCall(calls);
        for (const { callId, type } of sent) {
          const call = calls.calls.find((each) => each.callId === callId);
          expect(call && foremost && applies(type, call, foremost), `${type} of ${callId}`).toBe(true);
        }
        // Each can be got rid of.
        const ends: readonly CallCommandType[] = ['hang-up', 'decline'];
        expect(sent.filter(({ type }) => ends.includes(type)).map(({ callId }) => callId)).toEqual(
          expect.arrayContaining(calls.calls.map(({ callId }) => callId)),
        );
      }),
      { numRuns: 2_000 },
    );
  });

  it('leave icon, key, buttons and the power blocker to the active one, whatever goes on beside it', () => {
    fc.assert(
      fc.property(anyCalls, (calls) => {
        const active = activeCall(calls);
        fc.pre(active !== null);
        expect(owned(calls)).toEqual(owned(callsOf(active!)));
      }),
      { numRuns: 500 },
    );
  });
});

/** All that only one call can have. */
function owned(calls: ReturnType<typeof callsOf>): unknown {
  const clock = new ManualClock();
  const mainWindow = new FakeMainWindow(false);
  const window = new FakeTaskbarWindow();
  mainWindow.window = window;
  const blocker = new FakePowerSaveBlocker();
  const globalShortcut = new FakeGlobalShortcut();
  const { send, sent } = commandRecorder();
  const trays: FakeTray[] = [];
  const surfaces = [
    new TraySurface({
      platform: 'darwin',
      icons: '/resources/tray',
      createTray: (image) => {
        const tray = new FakeTray(image);
        trays.push(tray);
        return tray;
      },
      createImage,
      buildMenu,
      missed: { count: 0, onChanged: () => () => {} },
      connection: new ServerConnection(),
      send,
      showMain: () => {},
      quit: () => {},
      clock,
    }),
    new TaskbarSurface({ resources: '/resources', createImage, mainWindow, send }),
    new PowerSurface({ blocker, mainWindow, clock }),
    new ShortcutSurface({ globalShortcut, portal: false, settings: new FakeSettings(), send, log: new FakeLog() }),
  ];
  for (const surface of surfaces) surface.show(calls);
  for (const press of globalShortcut.registered.values()) press();
  for (const { click } of window.buttons) click();
  return [
    trays.map(({ image, title }) => [image, title]),
    [window.overlay, window.description, window.buttons.map(({ tooltip }) => tooltip)],
    [...blocker.held.values()],
    sent,
  ];
}

class FakePresenter implements NotificationPresenter {
  quiet = false;
  readonly presented: CallNotification[] = [];
  shown: CallNotification | null = null;
  events!: NotificationEvents;
  create = (events: NotificationEvents): this => {
    this.events = events;
    return this;
  };
  present(notification: CallNotification): void {
    this.presented.push(notification);
    this.shown = notification;
  }
  close(): void {
    this.shown = null;
  }
  async dispose(): Promise<void> {
    this.close();
  }
}

let presenter: FakePresenter;
let clock: ManualClock;
let mainWindow: FakeMainWindow;
let commands: ReturnType<typeof commandRecorder>;
beforeEach(() => {
  presenter = new FakePresenter();
  clock = new ManualClock();
  mainWindow = new FakeMainWindow(false);
  commands = commandRecorder();
});
const parts = () => ({
  createPresenter: presenter.create,
  mainWindow,
  settings: new FakeSettings(),
  send: commands.send,
  clock,
});

describe('a call that rings in during another', () => {
  let surface: SecondNotification;
  beforeEach(() => {
    surface = new SecondNotification(parts());
  });

  it('has a notification of its own, with all that it can be asked for; the one that rings alone has not', () => {
    surface.show(callsOf(ring));
    expect(presenter.shown).toBeNull();
    surface.show(callsOf(aCall(), ring));
    expect(presenter.shown).toMatchObject({ callId: 'ring', kind: 'incoming', title: 'Ada Lovelace is calling' });
    expect(presenter.shown?.actions.map(({ label }) => label)).toEqual([
      'Hold and accept',
      'End and accept',
      'Decline',
    ]);
    presenter.events.onAction(ring.callId, 'hold-and-accept');
    expect(commands.sent).toEqual([{ callId: 'ring', type: 'hold-and-accept' }]);
    surface.show(callsOf({ ...ring, phase: 'connecting' }, held));
    expect(presenter.shown).toBeNull();
  });

  it('cannot have what nobody has answered yet wait', () => {
    surface.show(callsOf(states['ringing-out'], ring));
    expect(presenter.shown?.actions.map(({ command }) => command)).toEqual(['end-and-accept', 'decline']);
    surface.show(callsOf(states['ringing-in'], ring));
    expect(presenter.shown?.actions.map(({ command }) => command)).toEqual(['accept', 'decline']);
  });

  it('is not told of to somebody who looks at the window, and once dismissed not again', () => {
    mainWindow.setVisible(true);
    surface.show(callsOf(aCall(), ring));
    expect(presenter.shown).toBeNull();
    mainWindow.setVisible(false);
    expect(presenter.shown).not.toBeNull();
    presenter.shown = null;
    presenter.events.onDismissed();
    surface.show(callsOf(aCall({ microphone: 'muted' }), ring));
    expect(presenter.shown).toBeNull();
    surface.show(callsOf(aCall(), { ...ring, callId: aCall({ callId: 'next' }).callId }));
    expect(presenter.shown).toMatchObject({ callId: 'next' });
  });

  it('comes back when its button was pressed and nothing has come of it', () => {
    surface.show(callsOf(aCall(), ring));
    presenter.events.onAction(ring.callId, 'decline');
    presenter.shown = null;
    clock.advance(pressGraceMs);
    expect(presenter.shown).toMatchObject({ callId: 'ring' });
  });

  it('leaves the notification of the other as it is', () => {
    const ongoing = new FakePresenter();
    const first = new NotificationSurface({ ...parts(), createPresenter: ongoing.create, ended: new FakeEnds() });
    first.show(callsOf(aCall()));
    first.show(callsOf(aCall(), ring));
    first.show(callsOf(aCall()));
    expect(ongoing.presented).toHaveLength(1);
  });
});

describe('what changes by itself in a group', () => {
  const speaking = (speaker: string | null, participants = 5) => callsOf(aGroup({ speaker, participants }));

  it('changes no notification that would come up anew', () => {
    const surface = new NotificationSurface({ ...parts(), ended: new FakeEnds() });
    for (const speaker of ['Ada', 'Bob', null]) surface.show(speaking(speaker, speaker ? 5 : 6));
    clock.advance(60_000);
    expect(presenter.presented.map(({ body }) => body)).toEqual(['In a call since 14:32']);
  });

  it('is in a quiet one, changed at most once a second, and there in the end', () => {
    presenter.quiet = true;
    const surface = new NotificationSurface({ ...parts(), ended: new FakeEnds() });
    surface.show(speaking('Ada'));
    for (let step = 0; step < 50; step++) {
      surface.show(speaking(step % 2 === 0 ? 'Bob' : 'Ada'));
      clock.advance(100);
    }
    expect(presenter.presented.length).toBeGreaterThan(2);
    expect(presenter.presented.length).toBeLessThanOrEqual(2 + 5_000 / passingEveryMs);
    surface.show(speaking('Grace', 6));
    clock.advance(passingEveryMs);
    expect(presenter.shown?.body).toBe('In a call since 14:32 · 6 people · Grace speaks');
    clock.advance(passingEveryMs);
    surface.show(noCalls);
    expect([presenter.shown, clock.pending]).toEqual([null, 0]);
  });

  it('does not keep a mute waiting', () => {
    presenter.quiet = true;
    const surface = new NotificationSurface({ ...parts(), ended: new FakeEnds() });
    surface.show(speaking('Ada'));
    surface.show(speaking('Bob'));
    surface.show(callsOf(aGroup({ speaker: 'Grace', microphone: 'muted' })));
    expect(presenter.shown?.body).toBe('In a call since 14:32 · 5 people · Bob speaks · Muted');
  });

  it('builds no menu anew, which would close it', () => {
    const template = (calls: ReturnType<typeof callsOf>) =>
      JSON.stringify(
        callsMenu(
          calls,
          () => {},
          () => {},
        ),
      );
    expect(template(speaking('Bob', 99))).toBe(template(speaking(null, 2)));
  });

  it('shows another call with its own at once', () => {
    presenter.quiet = true;
    const surface = new NotificationSurface({ ...parts(), ended: new FakeEnds() });
    surface.show(speaking('Ada'));
    surface.show(speaking('Bob'));
    surface.show(callsOf(aGroup({ callId: 'other', speaker: 'Eve', participants: 9 }), held));
    expect(presenter.shown?.body).toBe('In a call since 14:32 · 9 people · Eve speaks · 1 on hold');
  });
});
