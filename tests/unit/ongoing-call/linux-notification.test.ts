import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { notificationOf } from '../../../src/main/ongoing-call/notification.ts';
import { type CallSnapshot, noCalls } from '../../../src/shared/call.ts';
import { aCall, callsOf, eventually, states } from './fixtures.ts';
import { NotifiedDesktop } from './notified-desktop.ts';
import { abortStep, callOf, callStep, windowStep } from './steps.ts';

let at: NotifiedDesktop;

afterEach(() => at.end());

const sequence = fc.array(fc.oneof(callStep, abortStep, windowStep), { maxLength: 12 });

describe('on a desktop with a notification daemon', () => {
  beforeEach(async () => {
    at = await NotifiedDesktop.start();
  });

  it('stays on the desktop with Mute and Hang up while the main window is not visible', async () => {
    at.surface.show(callsOf(aCall()));
    const shown = await at.only();
    expect(shown).toMatchObject({
      app: 'Holdfast',
      title: 'Ada Lovelace',
      body: 'In a call since 14:32',
      timeout: 0,
      actions: [
        { key: 'mute', label: 'Mute' },
        { key: 'hang-up', label: 'Hang up' },
        { key: 'default', label: 'Return to call' },
      ],
    });
    expect(shown?.hints).toMatchObject({
      category: 'call.ongoing',
      resident: true,
      urgency: 1,
      'desktop-entry': 'app.holdfast.Holdfast',
      'suppress-sound': true,
    });
  });

  it('changes in place: the same id offers Unmute after Mute', async () => {
    at.surface.show(callsOf(aCall()));
    const { id } = await at.only();
    at.desktop.notifications.press('Mute');
    await eventually(() => at.commands.sent.length === 1);
    expect(at.commands.sent).toEqual([{ callId: 'call-1', type: 'mute' }]);
    at.surface.show(callsOf(states.muted));
    await eventually(() => at.desktop.notifications.withAction('Unmute'));
    expect(at.open.map((each) => each.id)).toEqual([id]);
    expect(at.open[0]?.body).toBe('In a call since 14:32 · Muted');
  });

  it('rings with Accept and Decline, urgently', async () => {
    at.surface.show(callsOf(states['ringing-in']));
    const shown = await at.only();
    expect(shown?.title).toBe('Ada Lovelace is calling');
    expect(shown?.hints).toMatchObject({ category: 'call.incoming', urgency: 2 });
    // A daemon that draws a button for the click itself draws it last, and it promises no call that is not there yet.
    expect(shown?.actions.map(({ label }) => label)).toEqual(['Accept', 'Decline', 'Open Holdfast']);
    at.desktop.notifications.press('Accept');
    await eventually(() => at.commands.types.includes('accept'));
  });

  it('goes when the main window is seen, and comes when it is not', async () => {
    at.surface.show(callsOf(aCall()));
    await at.only();
    at.mainWindow.setVisible(true);
    await at.none();
    at.mainWindow.setVisible(false);
    await at.only();
    at.surface.show(noCalls);
    await at.none();
  });

  it('brings the main window back on a click', async () => {
    at.surface.show(callsOf(aCall()));
    at.desktop.notifications.click((await at.only()).id);
    await at.none();
    expect(at.mainWindow.shown).toBe(1);
  });

  it('is no nag: dismissed, it stays away until the connection is lost', async () => {
    at.surface.show(callsOf(aCall()));
    at.desktop.notifications.dismiss((await at.only()).id);
    await at.settled();
    at.surface.show(callsOf(states.muted));
    at.mainWindow.setVisible(true);
    at.mainWindow.setVisible(false);
    await at.settled();
    expect(at.open).toEqual([]);
    at.surface.show(callsOf(states.reconnecting));
    expect((await at.only()).body).toBe('Reconnecting…');
  });

  it('stays away when it was dismissed at the moment of an update', async () => {
    at.surface.show(callsOf(aCall()));
    at.desktop.notifications.dismiss((await at.only()).id);
    at.surface.show(callsOf(states.muted));
    await at.settled();
    await at.none();
    at.surface.show(callsOf(aCall()));
    await at.settled();
    expect(at.open).toEqual([]);
  });

  it('shows a name as text, whatever markup it is made of', async () => {
    at.surface.show(callsOf(aCall({ peer: { id: 'm', name: '<b>Mal</b> & "co"' }, phase: 'ringing-in' })));
    const shown = await at.only();
    expect(shown?.title).toBe('<b>Mal</b> & "co" is calling');
    expect(shown?.body).toBe('Incoming call');
  });

  it("ignores actions and closings of somebody else's notification", async () => {
    at.surface.show(callsOf(aCall()));
    const { id } = await at.only();
    at.desktop.notifications.sendAction(id + 1, 'hang-up');
    at.desktop.notifications.sendAction(id, 'no-such-action');
    at.desktop.notifications.sendClosed(id + 1, 'dismissed');
    await at.settled();
    expect(at.commands.sent).toEqual([]);
    at.surface.show(callsOf(states.muted));
    await eventually(() => at.desktop.notifications.withAction('Unmute'));
    expect(at.open.map((each) => each.id)).toEqual([id]);
  });

  it('reappears exactly once when the daemon restarts in a call', async () => {
    at.surface.show(callsOf(aCall()));
    await at.only();
    const before = at.desktop.notifications.events.length;
    await at.desktop.notifications.restart();
    await at.only();
    await at.settled();
    expect(at.desktop.notifications.events.slice(before).map(({ type }) => type)).toEqual(['shown']);
  });

  it('shows exactly what the last snapshot says, or nothing, after 1,000 random sequences', {
    timeout: 60_000,
  }, async () => {
    await fc.assert(
      fc.asyncProperty(sequence, async (steps) => {
        // Each run begins alike, whatever the one before it left.
        at.mainWindow.setVisible(false);
        at.surface.show(noCalls);
        await at.none();
        let last: CallSnapshot | null = null;
        for (const step of steps) {
          if (step.do === 'window') at.mainWindow.setPresence(step.presence);
          else if (step.do === 'abort') at.surface.show(noCalls);
          else at.surface.show(callsOf(callOf(step)));
          if (step.do === 'abort') last = null;
          else if (step.do !== 'window') last = callOf(step);
        }
        const expected = last && !at.mainWindow.isVisible() ? [notificationOf(last)] : [];
        const seen = () =>
          at.open.map(({ title, body, actions }) => [title, body, ...actions.map(({ label }) => label)]);
        const wanted = expected.map(({ title, body, openLabel, actions }) => [
          title,
          body,
          ...actions.map(({ label }) => label),
          openLabel,
        ]);
        await at.settled(3);
        await eventually(() => isDeepStrictEqual(seen(), wanted), JSON.stringify(wanted));
      }),
      { numRuns: 1_000 },
    );
  });
});
