import { describe, expect, it } from 'vitest';
import { MissedCalls } from '../../../src/main/ongoing-call/missed-calls.ts';
import { ServerConnection } from '../../../src/main/ongoing-call/server-connection.ts';
import { TraySurface } from '../../../src/main/ongoing-call/tray.ts';
import { noCalls } from '../../../src/shared/call.ts';
import { ManualClock } from '../support/manual-clock.ts';
import { buildMenu, clickOn, createImage, FakeTray, labelsOf } from './fake-electron.ts';
import {
  aCall,
  callsOf,
  commandRecorder,
  FakeEnds,
  FakeMainWindow,
  type StateName,
  stateNames,
  states,
} from './fixtures.ts';

function makeTray(platform: NodeJS.Platform = 'linux') {
  const clock = new ManualClock();
  const commands = commandRecorder();
  const mainWindow = new FakeMainWindow(false);
  const trays: FakeTray[] = [];
  const ends = new FakeEnds();
  const missed = new MissedCalls(ends, mainWindow, clock);
  const connection = new ServerConnection();
  let quits = 0;
  const surface = new TraySurface({
    platform,
    icons: '/resources/tray',
    createTray: (image) => {
      const made = new FakeTray(image);
      trays.push(made);
      return made;
    },
    createImage,
    buildMenu,
    missed,
    connection,
    send: commands.send,
    showMain: () => mainWindow.show(),
    quit: () => {
      quits += 1;
    },
    clock,
  });
  const tray = trays[0]!;
  return {
    surface,
    tray,
    trays,
    clock,
    commands,
    mainWindow,
    connection,
    quits: () => quits,
    miss: () => ends.end(states['ringing-in'], 'no-answer'),
  };
}

type Row = { icon: string; heading: string; entries: string[]; tooltip: string };
const inCall = (mute: string, video = 'Start video', hold = 'Hold') => [mute, video, hold, 'Hang up'];
const expected: Record<StateName, Row> = {
  'ringing-in': {
    icon: 'ringing',
    heading: 'Ada Lovelace · Incoming call',
    entries: ['Accept', 'Decline'],
    tooltip: 'Ada Lovelace · Incoming call',
  },
  'ringing-out': {
    icon: 'ringing',
    heading: 'Ada Lovelace · Calling…',
    entries: ['Hang up'],
    tooltip: 'Ada Lovelace · Calling…',
  },
  connecting: {
    icon: 'in-call',
    heading: 'Ada Lovelace · Connecting…',
    entries: inCall('Mute'),
    tooltip: 'Ada Lovelace · Connecting… · 0:00',
  },
  connected: {
    icon: 'in-call',
    heading: 'Ada Lovelace · Connected',
    entries: inCall('Mute'),
    tooltip: 'Ada Lovelace · Connected · 0:00',
  },
  muted: {
    icon: 'muted',
    heading: 'Ada Lovelace · Connected · Muted',
    entries: inCall('Unmute'),
    tooltip: 'Ada Lovelace · Connected · 0:00 · Muted',
  },
  opening: {
    icon: 'muted',
    heading: 'Ada Lovelace · Connected · Opening microphone…',
    entries: inCall('Mute'),
    tooltip: 'Ada Lovelace · Connected · 0:00 · Opening microphone…',
  },
  unmuting: {
    icon: 'muted',
    heading: 'Ada Lovelace · Connected · Unmuting…',
    entries: inCall('Mute'),
    tooltip: 'Ada Lovelace · Connected · 0:00 · Unmuting…',
  },
  'no microphone': {
    icon: 'muted',
    heading: 'Ada Lovelace · Connected · No microphone',
    entries: inCall('(Mute)'),
    tooltip: 'Ada Lovelace · Connected · 0:00 · No microphone',
  },
  'with video': {
    icon: 'in-call',
    heading: 'Ada Lovelace · Connected',
    entries: inCall('Mute', 'Stop video'),
    tooltip: 'Ada Lovelace · Connected · 0:00',
  },
  held: {
    icon: 'muted',
    heading: 'Ada Lovelace · On hold',
    entries: inCall('Mute', 'Start video', 'Resume'),
    tooltip: 'Ada Lovelace · On hold · 0:00',
  },
  'held by the peer': {
    icon: 'in-call',
    heading: 'Ada Lovelace · On hold',
    entries: inCall('Mute'),
    tooltip: 'Ada Lovelace · On hold · 0:00',
  },
  reconnecting: {
    icon: 'reconnecting',
    heading: 'Ada Lovelace · Reconnecting…',
    entries: inCall('Mute'),
    tooltip: 'Ada Lovelace · Reconnecting… · 0:00',
  },
};
const files = {
  linux: (icon: string) => `tray/${icon}-22.png`,
  win32: (icon: string) => `tray/${icon}.ico`,
  darwin: (icon: string) => `tray/${icon}Template.png`,
} as const;

for (const platform of ['linux', 'win32', 'darwin'] as const) {
  describe(`the tray on ${platform}`, () => {
    for (const name of stateNames) {
      it(`says what a call is that is ${name}`, () => {
        const { surface, tray } = makeTray(platform);
        surface.show(callsOf(states[name]));
        const row = expected[name];
        expect(tray.image).toBe(files[platform](row.icon));
        const wayBack = name.startsWith('ringing') ? 'Open Holdfast' : 'Return to call';
        expect(labelsOf(tray.menu)).toEqual([`(${row.heading})`, wayBack, ...row.entries, 'Quit']);
        expect(tray.tooltip).toBe(row.tooltip);
      });
    }

    it('offers a way back and a way out without a call', () => {
      const { surface, tray, mainWindow, quits } = makeTray(platform);
      expect(tray.image).toBe(files[platform]('idle'));
      expect(labelsOf(tray.menu)).toEqual(['Open Holdfast', 'Quit']);
      clickOn(tray.menu, 'Open Holdfast');
      clickOn(tray.menu, 'Quit');
      expect([mainWindow.shown, quits()]).toEqual([1, 1]);
      surface.show(callsOf(aCall()));
      surface.show(noCalls);
      expect(tray.image).toBe(files[platform]('idle'));
      expect(tray.tooltip).toBe('Holdfast');
      expect(labelsOf(tray.menu)).toEqual(['Open Holdfast', 'Quit']);
    });
  });
}

describe('the tray', () => {
  it('sends each command for the call it shows', () => {
    const { surface, tray, commands, mainWindow } = makeTray();
    surface.show(callsOf(aCall()));
    for (const label of ['Mute', 'Start video', 'Hold', 'Hang up']) clickOn(tray.menu, label);
    surface.show(callsOf(states.muted));
    clickOn(tray.menu, 'Unmute');
    surface.show(callsOf(aCall({ ...states['ringing-in'], callId: 'call-2' })));
    clickOn(tray.menu, 'Accept');
    clickOn(tray.menu, 'Decline');
    expect(commands.sent.map(({ callId, type }) => `${callId} ${type}`)).toEqual([
      'call-1 mute',
      'call-1 start-video',
      'call-1 hold',
      'call-1 hang-up',
      'call-1 unmute',
      'call-2 accept',
      'call-2 decline',
    ]);
    clickOn(tray.menu, 'Open Holdfast');
    expect(mainWindow.shown).toBe(1);
  });

  it('lists every call with its commands; the icon and the tooltip are of the active one', () => {
    const { surface, tray, commands } = makeTray();
    const [ada, grace] = [
      aCall({ microphone: 'muted' }),
      aCall({ ...states['ringing-in'], callId: 'call-2', title: 'Grace & co.' }),
    ];
    surface.show(callsOf(ada, grace));
    expect(labelsOf(tray.menu)).toEqual([
      '(Ada Lovelace · Connected · Muted)',
      'Return to call',
      ...inCall('Unmute'),
      '(Grace && co. · Incoming call)',
      'Hold and accept',
      'End and accept',
      'Decline',
      'Quit',
    ]);
    expect([tray.image, tray.tooltip]).toEqual(['tray/muted-22.png', 'Ada Lovelace · Connected · 0:00 · Muted']);
    for (const label of ['Unmute', 'Hold and accept']) clickOn(tray.menu, label);
    const answered = aCall({ callId: 'call-2', title: 'Grace & co.' });
    surface.show({ calls: [{ ...ada, held: true }, answered], activeCallId: answered.callId });
    expect(labelsOf(tray.menu)).toEqual([
      '(Grace && co. · Connected)',
      'Return to call',
      ...inCall('Mute'),
      '(Ada Lovelace · On hold · Muted)',
      'Swap',
      'Hang up',
      'Quit',
    ]);
    expect([tray.image, tray.tooltip]).toEqual(['tray/in-call-22.png', 'Grace & co. · Connected · 0:00 · 1 on hold']);
    for (const label of ['Swap', 'Mute']) clickOn(tray.menu, label);
    expect(commands.sent.map(({ callId, type }) => `${callId} ${type}`)).toEqual([
      'call-1 unmute',
      'call-2 hold-and-accept',
      'call-1 swap',
      'call-2 mute',
    ]);
    surface.show(callsOf(grace));
    expect(labelsOf(tray.menu)).toEqual([
      '(Grace && co. · Incoming call)',
      'Open Holdfast',
      'Accept',
      'Decline',
      'Quit',
    ]);
  });

  it('brings the call window back on a click', () => {
    const { surface, tray, mainWindow } = makeTray('win32');
    surface.show(callsOf(aCall()));
    tray.click();
    expect(mainWindow.shown).toBe(1);
  });

  it('rebuilds its menu when it says something new, and not for the time that passes', () => {
    const { surface, tray, clock } = makeTray();
    surface.show(callsOf(aCall()));
    const built = tray.menusBuilt;
    surface.show(callsOf(aCall({ peerVideo: true })));
    clock.advance(60 * 60_000);
    expect(tray.menusBuilt).toBe(built);
    expect(tray.tooltip).toBe('Ada Lovelace · Connected · 1:00:00');
    surface.show(callsOf(states.muted));
    expect(tray.menusBuilt).toBe(built + 1);
  });

  it('sends no click to the call before, when another one reads the same', () => {
    const { surface, tray, commands } = makeTray();
    surface.show(callsOf(aCall()));
    surface.show(callsOf(aCall({ callId: 'call-2' })));
    clickOn(tray.menu, 'Hang up');
    expect(commands.sent).toEqual([{ callId: 'call-2', type: 'hang-up' }]);
  });

  it('has the duration as its title on macOS, second by second, and stops the clock with the call', () => {
    const { surface, tray, clock } = makeTray('darwin');
    surface.show(callsOf(aCall()));
    clock.advance(61_000);
    expect(tray.title).toBe('1:01');
    surface.show(noCalls);
    expect(tray.title).toBe('');
    expect(clock.pending).toBe(0);
  });

  it('shows missed calls until the window is seen', () => {
    const { tray, miss, mainWindow } = makeTray();
    miss();
    miss();
    expect([tray.image, tray.tooltip]).toEqual(['tray/missed-22.png', 'Holdfast · 2 missed calls']);
    mainWindow.setVisible(true);
    expect([tray.image, tray.tooltip]).toEqual(['tray/idle-22.png', 'Holdfast']);
  });

  it('says, without a call, that nobody can call now, and why', () => {
    const { surface, tray, connection, miss } = makeTray();
    connection.set('online');
    expect([tray.image, tray.tooltip, labelsOf(tray.menu)]).toEqual([
      'tray/idle-22.png',
      'Holdfast',
      ['Open Holdfast', 'Quit'],
    ]);
    connection.set('reconnecting');
    expect([tray.image, tray.tooltip, labelsOf(tray.menu)]).toEqual([
      'tray/reconnecting-22.png',
      'Holdfast · Reconnecting to the server…',
      ['(Reconnecting to the server…)', 'Open Holdfast', 'Quit'],
    ]);
    miss();
    expect([tray.image, tray.tooltip]).toEqual([
      'tray/reconnecting-22.png',
      'Holdfast · 1 missed call · Reconnecting to the server…',
    ]);
    connection.set('signed-out');
    expect([tray.image, tray.tooltip, labelsOf(tray.menu)[0]]).toEqual([
      'tray/missed-22.png',
      'Holdfast · 1 missed call · Signed out',
      '(Signed out)',
    ]);
    // In a call its own state is what counts.
    surface.show(callsOf(aCall()));
    expect([tray.image, labelsOf(tray.menu)[0]]).toEqual(['tray/in-call-22.png', '(Ada Lovelace · Connected)']);
    surface.dispose();
    connection.set('online');
    expect(tray.destroyed).toBe(true);
  });

  it('is one icon after call upon call, and none after the app has gone', () => {
    const { surface, tray, trays, clock } = makeTray();
    for (let i = 0; i < 100; i++) {
      surface.show(callsOf(aCall({ callId: `call-${i}` })));
      surface.show(noCalls);
    }
    expect(trays).toHaveLength(1);
    surface.show(callsOf(aCall()));
    surface.dispose();
    expect(tray.destroyed).toBe(true);
    surface.show(callsOf(aCall()));
    surface.show(noCalls);
    surface.dispose();
    expect(clock.pending).toBe(0);
  });

  it('shows a name with an ampersand as it is, not as an access key', () => {
    const { surface, tray } = makeTray();
    surface.show(callsOf(aCall({ peer: { id: 'x', name: 'Smith & Sons' } })));
    expect(labelsOf(tray.menu)[0]).toBe('(Smith && Sons · Connected)');
    expect(tray.tooltip).toContain('Smith & Sons');
  });
});
