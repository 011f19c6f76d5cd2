import assert from 'node:assert/strict';
import { eventually, nextEvent } from '../app/waiting.ts';
import type { Area, Here } from '../contract.ts';
import { onDesktop } from '../where.ts';

function block(
  { electron: { powerSaveBlocker }, after }: Here,
  type: 'prevent-app-suspension' | 'prevent-display-sleep',
) {
  const id = powerSaveBlocker.start(type);
  after(() => {
    if (powerSaveBlocker.isStarted(id)) powerSaveBlocker.stop(id);
  });
  return { id, stop: () => powerSaveBlocker.stop(id), isStarted: () => powerSaveBlocker.isStarted(id) };
}

/** What the desktop is kept from, by all that keep it. */
const kept = async ({ desk }: Here) => {
  const held = await desk.inhibitors();
  return {
    awake: held.some(({ keepsAwake }) => keepsAwake),
    display: held.some(({ keepsDisplayOn }) => keepsDisplayOn),
  };
};

export const power: Area = {
  name: 'power',
  promises: {
    'blockers are started and stopped by an id': {
      source: 'spec/api-power-save-blocker-spec.ts: "can be started and stopped"',
      check: (here) => {
        assert.equal(here.electron.powerSaveBlocker.isStarted(-1), false);
        const blocker = block(here, 'prevent-app-suspension');
        assert.equal(typeof blocker.id, 'number');
        assert.equal(blocker.isStarted(), true);
        blocker.stop();
        assert.equal(blocker.isStarted(), false);
      },
    },
    'blockers have ids of their own, and stop by themselves': {
      source: 'docs/api/power-save-blocker.md, powerSaveBlocker.start(type)',
      check: (here) => {
        const [one, other] = [block(here, 'prevent-app-suspension'), block(here, 'prevent-display-sleep')];
        assert.notEqual(one.id, other.id);
        one.stop();
        assert.deepEqual([one.isStarted(), other.isStarted()], [false, true]);
      },
    },
    'blockers of suspension keep the machine awake, not its display on': {
      source:
        "docs/api/power-save-blocker.md; Chromium's services/device/wake_lock/power_save_blocker/power_save_blocker_linux.cc",
      unless: onDesktop,
      check: async (here) => {
        const blocker = block(here, 'prevent-app-suspension');
        await eventually(() => kept(here), { awake: true, display: false });
        blocker.stop();
        await eventually(() => kept(here), { awake: false, display: false });
      },
    },
    'blockers of the display keep it on, and the machine awake': {
      source:
        "docs/api/power-save-blocker.md; Chromium's services/device/wake_lock/power_save_blocker/power_save_blocker_linux.cc",
      unless: onDesktop,
      check: async (here) => {
        const blocker = block(here, 'prevent-display-sleep');
        await eventually(() => kept(here), { awake: true, display: true });
        blocker.stop();
        await eventually(() => kept(here), { awake: false, display: false });
      },
    },
    'blockers leave nothing between them when a weaker one takes over': {
      source: 'docs/api/power-save-blocker.md: "prevent-display-sleep has higher precedence"',
      unless: onDesktop,
      check: async (here) => {
        const strong = block(here, 'prevent-display-sleep');
        await eventually(() => kept(here), { awake: true, display: true });
        const weak = block(here, 'prevent-app-suspension');
        strong.stop();
        await eventually(() => kept(here), { awake: true, display: false });
        weak.stop();
        await eventually(() => kept(here), { awake: false, display: false });
      },
    },
    'monitor tells that the machine goes to sleep, and that it has woken up': {
      source: 'spec/api-power-monitor-spec.ts: "should emit \\"suspend\\" event" and "should emit \\"resume\\" event"',
      unless: onDesktop,
      check: async ({ electron: { powerMonitor }, desk, after }) => {
        const nothing = () => {};
        powerMonitor.on('resume', nothing);
        after(() => powerMonitor.off('resume', nothing));
        // Before it listens, it has asked for a delay.
        await eventually(async () => (await desk.delaysAsked()).includes('sleep'), true);
        const suspended = nextEvent(powerMonitor, 'suspend');
        await desk.suspendMachine();
        await suspended;
        const resumed = nextEvent(powerMonitor, 'resume');
        await desk.wakeMachine();
        await resumed;
      },
    },
    'monitor delays a shutdown while somebody listens, if that was not the first to listen': {
      source:
        'spec/api-power-monitor-spec.ts: "should call Inhibit to delay shutdown"; lib/browser/api/power-monitor.ts',
      unless: onDesktop,
      check: async ({ electron: { powerMonitor }, desk, after }) => {
        const nothing = () => {};
        powerMonitor.on('resume', nothing);
        powerMonitor.on('shutdown', nothing);
        after(() => powerMonitor.off('shutdown', nothing).off('resume', nothing));
        await eventually(async () => (await desk.delaysAsked()).includes('shutdown'), true);
        const told = nextEvent(powerMonitor, 'shutdown');
        await desk.shutDownMachine();
        await told;
      },
    },
  },
};
