import type { BrowserWindow, MessageBoxOptions } from 'electron';
import { describe, expect, it } from 'vitest';
import { askBeforeQuit, hangUpAndWait } from '../../../src/main/quit-in-call.ts';
import { ManualClock } from '../support/manual-clock.ts';
import { settle } from '../support/settle.ts';
import { aCall, createService } from './fakes.ts';

describe('the question before quitting', () => {
  async function ask(response: number, platform: NodeJS.Platform, calls = [aCall()]) {
    const asked: unknown[][] = [];
    let shown = 0;
    const window = {} as BrowserWindow;
    const answer = await askBeforeQuit(
      {
        dialog: {
          showMessageBox: async (...args: unknown[]) => {
            asked.push(args);
            return { response, checkboxChecked: false };
          },
        },
        platform,
        showMain: () => {
          shown += 1;
          return window;
        },
      },
      calls,
    );
    return { answer, asked, shown, window };
  }

  it.each([
    [0, 'hang-up-and-quit'],
    [1, 'stay'],
  ])('button %i means %s; closing the box means Stay', async (response, expected) => {
    const { answer, asked } = await ask(response, 'linux');
    expect(answer).toBe(expected);
    const options = asked[0]!.at(-1) as MessageBoxOptions;
    expect(options.buttons).toEqual(['Hang up and quit', 'Stay']);
    expect(options.cancelId).toBe(1);
    expect(options.message).toContain('Ada Lovelace');
  });

  it('says how many calls there are, of several', async () => {
    const { asked } = await ask(1, 'linux', [aCall(), aCall({ callId: 'call-2', title: 'Bob' })]);
    expect(asked[0]!.at(-1)).toMatchObject({ message: 'You are in 2 calls.', detail: 'Quitting ends all of them.' });
  });

  it.each([
    ['linux', 0],
    ['win32', 0],
    ['darwin', 1],
  ] as const)('on %s shows the window %i times, and never blocks main', async (platform, times) => {
    const { shown, asked, window } = await ask(1, platform);
    expect(shown).toBe(times);
    expect(asked[0]![0] === window).toBe(platform === 'darwin');
  });
});

describe('hanging up before quitting', () => {
  function setUp(...calls: ReturnType<typeof aCall>[]) {
    const clock = new ManualClock();
    const commands: string[] = [];
    const service = createService({ send: ({ type }) => commands.push(type), clock });
    for (const call of calls) service.launch(call);
    let done = false;
    void hangUpAndWait(service, clock).then(() => {
      done = true;
    });
    return { clock, commands, service, isDone: () => done };
  }

  it.each([
    ['hang-up', aCall()],
    ['hang-up', aCall({ phase: 'ringing-out', startedAt: null })],
    ['decline', aCall({ phase: 'ringing-in', startedAt: null })],
  ])('asks the session to %s and waits until it has, and until the server can know', async (command, call) => {
    const { commands, service, clock, isDone } = setUp(call);
    expect(commands).toEqual([command]);
    service.update({ ...call, microphone: 'muted' });
    await settle();
    expect(isDone()).toBe(false);
    service.abortAll();
    await settle();
    expect(isDone()).toBe(false);
    clock.advance(100);
    await settle();
    expect(isDone()).toBe(true);
  });

  it('ends every call, each in its way, and waits for the last of them', async () => {
    const rings = aCall({ callId: 'call-2', phase: 'ringing-in', startedAt: null });
    const held = aCall({ callId: 'call-3', held: true });
    const { commands, service, clock, isDone } = setUp(aCall(), rings, held);
    expect(commands).toEqual(['hang-up', 'decline', 'hang-up']);
    service.abort(aCall().callId);
    service.abort(held.callId);
    clock.advance(100);
    await settle();
    expect(isDone()).toBe(false);
    service.abort(rings.callId);
    clock.advance(100);
    await settle();
    expect(isDone()).toBe(true);
  });

  it('is done at once without a call', async () => {
    const { isDone, commands } = setUp();
    await settle();
    expect(isDone()).toBe(true);
    expect(commands).toEqual([]);
  });
});
