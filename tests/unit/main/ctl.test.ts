import { existsSync, mkdirSync, statSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { runCtl } from '../../../src/main/ctl/client.ts';
import { effectWithinMs, execute } from '../../../src/main/ctl/execute.ts';
import {
  type CtlAnswer,
  type CtlAsked,
  type CtlVerb,
  callVerbs,
  ctlAddress,
  ctlAddressFile,
} from '../../../src/main/ctl/protocol.ts';
import { CtlServer } from '../../../src/main/ctl/server.ts';
import type { OngoingCallService } from '../../../src/main/ongoing-call/service.ts';
import { type CallCommandType, type CallSnapshot, noCalls } from '../../../src/shared/call.ts';
import { hasModes } from '../support/has-modes.ts';
import { ManualClock } from '../support/manual-clock.ts';
import { settle } from '../support/settle.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { aCall, aGroup, callsOf, createService, FakeLog } from './fakes.ts';

/** The real service, with a session that follows commands unless it sulks. */
function setUp(call: CallSnapshot | null, { follows = true } = {}) {
  const clock = new ManualClock();
  const log = new FakeLog();
  const commands: string[] = [];
  const ignored: string[] = [];
  const shown: number[] = [];
  const service = createService({
    send: ({ callId, type }) => {
      commands.push(callId === 'call-1' ? type : `${type} ${callId}`);
      const of = service.calls.calls.find((each) => each.callId === callId);
      if (follows && of) follow(service, of, type);
    },
    onHangUpIgnored: ({ callId }) => ignored.push(callId),
    log,
    clock,
  });
  if (call) service.launch(call);
  const run = (verb: CtlVerb, call?: string) =>
    execute({ verb, call }, { service, showMain: () => shown.push(1), clock });
  return { run, commands, ignored, service, clock, shown };
}

/** As a session does. */
function follow(service: OngoingCallService, call: CallSnapshot, type: CallCommandType): void {
  switch (type) {
    case 'mute':
    case 'unmute':
      service.update({ ...call, microphone: type === 'mute' ? 'muted' : 'on' });
      break;
    case 'hold':
      service.update({ ...call, held: true });
      break;
    case 'raise-hand':
    case 'lower-hand':
      service.update({ ...call, hand: type === 'raise-hand' });
      break;
    case 'accept':
      service.update({ ...call, phase: 'connecting' });
      break;
    case 'resume':
    case 'swap':
    case 'hold-and-accept': {
      const before = service.current;
      if (before && before.callId !== call.callId) service.update({ ...before, held: true });
      service.update({ ...call, held: false, phase: type === 'hold-and-accept' ? 'connecting' : call.phase });
      service.activate(call.callId);
      break;
    }
    default:
      service.abort(call.callId);
      break;
  }
}

const ringing = aCall({ phase: 'ringing-in', startedAt: null });
const muted = aCall({ microphone: 'muted' });
const connecting = aCall({ phase: 'connecting', startedAt: null });

describe('holdfast ctl', () => {
  it.each<[CtlVerb, CallSnapshot | null, string[], CallSnapshot | null]>([
    ['status', null, [], null],
    ['status', muted, [], muted],
    ['mute', aCall(), ['mute'], muted],
    ['mute', muted, [], muted],
    ['unmute', muted, ['unmute'], aCall()],
    ['mute', aCall({ microphone: 'opening' }), ['mute'], muted],
    ['mute', aCall({ microphone: 'unmuting' }), ['mute'], muted],
    ['toggle-mute', aCall({ microphone: 'opening' }), ['mute'], muted],
    ['toggle-mute', aCall({ microphone: 'unmuting' }), ['mute'], muted],
    ['unmute', aCall({ microphone: 'opening' }), ['unmute'], aCall()],
    ['unmute', aCall(), [], aCall()],
    ['toggle-mute', aCall(), ['mute'], muted],
    ['toggle-mute', muted, ['unmute'], aCall()],
    ['hang-up', aCall(), ['hang-up'], null],
    ['hang-up', ringing, ['decline'], null],
    ['decline', ringing, ['decline'], null],
    ['accept', ringing, ['accept'], { ...ringing, phase: 'connecting' }],
    ['hold', aCall(), ['hold'], aCall({ held: true })],
    ['resume', aCall({ held: true }), ['resume'], aCall()],
    ['resume', aCall(), [], aCall()],
    ['raise-hand', aGroup(), ['raise-hand'], aGroup({ hand: true })],
    ['lower-hand', aGroup({ hand: true }), ['lower-hand'], aGroup()],
    ['lower-hand', aGroup(), [], aGroup()],
  ])('%s answers with the call as it is then', async (verb, call, commands, after) => {
    const { run, ...parts } = setUp(call);
    expect(await run(verb)).toEqual({ ok: true, call: after });
    expect(parts.commands).toEqual(commands);
  });

  it.each<[CtlVerb, CallSnapshot | null, string]>([
    ['mute', null, 'no-call'],
    ['hang-up', null, 'no-call'],
    ['accept', aCall(), 'not-applicable'],
    ['decline', connecting, 'not-applicable'],
    ['mute', ringing, 'not-applicable'],
    ['unmute', aCall({ microphone: 'unavailable' }), 'not-applicable'],
    ['raise-hand', aCall(), 'not-applicable'],
    ['hold', ringing, 'not-applicable'],
    ['swap', aCall(), 'not-applicable'],
    ['swap', null, 'no-call'],
  ])('%s that does not apply changes nothing', async (verb, call, code) => {
    const { run, commands } = setUp(call);
    expect(await run(verb)).toEqual({ ok: false, error: { code, message: expect.any(String) } });
    expect(commands).toEqual([]);
  });

  describe('of several calls', () => {
    const first = aCall();
    const waiting = aCall({ callId: 'call-2', held: true });
    const second = aCall({ callId: 'call-2', phase: 'ringing-in', startedAt: null });
    const beside = (other: CallSnapshot) => {
      const parts = setUp(first);
      parts.service.launch(other);
      parts.service.activate(first.callId);
      return parts;
    };

    it('calls lists them all and says which is active', async () => {
      const { run } = beside(waiting);
      expect(await run('calls')).toEqual({ ok: true, calls: callsOf(first, waiting) });
    });

    it.each<[CtlVerb, string | undefined, CallSnapshot, string[]]>([
      ['mute', undefined, waiting, ['mute']],
      ['mute', 'call-2', waiting, ['mute call-2']],
      ['unmute', 'call-1', waiting, []],
      ['hang-up', undefined, waiting, ['hang-up']],
      ['hang-up', 'call-2', waiting, ['hang-up call-2']],
      ['hang-up', 'call-2', second, ['decline call-2']],
      ['accept', undefined, second, ['hold-and-accept call-2']],
      ['decline', undefined, second, ['decline call-2']],
      ['swap', undefined, waiting, ['swap call-2']],
      ['swap', 'call-2', waiting, ['swap call-2']],
      ['resume', 'call-2', waiting, ['swap call-2']],
      ['hold', 'call-2', waiting, []],
      ['status', 'call-2', waiting, []],
    ])('%s %s is for the one that is meant', async (verb, named, other, commands) => {
      const { run, ...parts } = beside(other);
      expect(await run(verb, named)).toMatchObject({ ok: true });
      expect(parts.commands).toEqual(commands);
    });

    it('swap answers when the other one is spoken in', async () => {
      const { run, service } = beside(waiting);
      expect(await run('swap')).toEqual({ ok: true, call: { ...waiting, held: false } });
      expect(service.current?.callId).toBe('call-2');
    });

    it('one that is not there is refused, whatever is asked of it', async () => {
      const { run, commands } = beside(waiting);
      for (const verb of callVerbs) {
        expect(await run(verb, 'call-3')).toEqual({
          ok: false,
          error: { code: 'no-call', message: 'There is no call call-3.' },
        });
      }
      expect(commands).toEqual([]);
    });

    it('the end of another one is not taken for what was asked', async () => {
      const parts = setUp(first, { follows: false });
      parts.service.launch(waiting);
      parts.service.activate(first.callId);
      const answer = parts.run('hang-up', 'call-2');
      await settle();
      parts.service.abort(first.callId);
      parts.clock.advance(effectWithinMs);
      expect(await answer).toMatchObject({ ok: true, call: null });
      expect(parts.ignored).toEqual(['call-2']);
    });
  });

  it('says when the call does not follow', async () => {
    const { run, clock } = setUp(aCall(), { follows: false });
    const answer = run('mute');
    await settle();
    clock.advance(effectWithinMs);
    expect(await answer).toMatchObject({ ok: false, error: { code: 'no-effect' } });
    expect(clock.pending).toBe(0);
  });

  it('show brings the window up, with and without a call', async () => {
    const { run, shown } = setUp(null);
    expect(await run('show')).toEqual({ ok: true, call: null });
    expect(shown).toHaveLength(1);
  });
});

describe('the socket of holdfast ctl', () => {
  /** A minute and five seconds into the calls of these tests. */
  const now = () => (muted.startedAt ?? 0) + 65_000;
  async function listen(answer: (asked: CtlAsked) => Promise<CtlAnswer>, userData = temporaryFolder()) {
    const log = new FakeLog();
    const server = new CtlServer({ userData, execute: answer, now, log });
    await server.listen();
    onTestFinished(() => server.close());
    return { userData, address: ctlAddress(userData), log, server };
  }
  const answering = (call: CallSnapshot | null) => async (): Promise<CtlAnswer> => ({ ok: true, call });

  it('carries a question to the running copy and its answer back', async () => {
    const asked: CtlAsked[] = [];
    const { userData } = await listen(async (question) => {
      asked.push(question);
      return { ok: true, call: muted };
    });
    const outcome = await runCtl({ words: ['toggle-mute'], json: false, userData });
    expect(outcome).toEqual({ code: 0, out: 'Ada Lovelace · Connected · 1:05 · Muted\n', err: '' });
    await runCtl({ words: ['mute', 'call-2'], json: false, userData });
    expect(asked).toMatchObject([{ verb: 'toggle-mute' }, { verb: 'mute', call: 'call-2' }]);
  });

  it('speaks JSON when asked to', async () => {
    const { userData } = await listen(answering(muted));
    const { out, code } = await runCtl({ words: ['status'], json: true, userData });
    expect(code).toBe(0);
    expect(JSON.parse(out)).toEqual({ ok: true, call: muted });
  });

  it('lists the calls, a line each, the active one with a star', async () => {
    const calls = callsOf(muted, aGroup({ callId: 'call-2', held: true, title: 'Stand-up' }));
    const { userData } = await listen(async () => ({ ok: true, calls }));
    expect((await runCtl({ words: ['calls'], json: false, userData })).out).toBe(
      'call-1 * Ada Lovelace · Connected · 1:05 · Muted\ncall-2   Stand-up · 5 people · On hold · 1:05\n',
    );
    expect(JSON.parse((await runCtl({ words: ['calls'], json: true, userData })).out)).toEqual({ ok: true, calls });
    const { userData: quiet } = await listen(async () => ({ ok: true, calls: noCalls }));
    expect((await runCtl({ words: ['calls'], json: false, userData: quiet })).out).toBe('No call\n');
  });

  it('says that there is no call', async () => {
    const { userData } = await listen(answering(null));
    expect(await runCtl({ words: ['status'], json: false, userData })).toMatchObject({ code: 0, out: 'No call\n' });
  });

  it('ends with 1 when the copy refuses', async () => {
    const { userData } = await listen(async () => ({
      ok: false,
      error: { code: 'no-call', message: 'There is no call.' },
    }));
    const outcome = await runCtl({ words: ['mute'], json: false, userData });
    expect(outcome).toEqual({ code: 1, out: '', err: 'There is no call.\n' });
  });

  it.each([[[]], [['explode']], [['mute', 'a b']], [['calls', 'call-1']], [['constructor']]])(
    'ends with 2 given %j',
    async (words) => {
      expect(await runCtl({ words, json: false, userData: '/nowhere' })).toMatchObject({ code: 2, out: '' });
    },
  );

  it.skipIf(!hasModes)('ends with 3 when no copy runs, also when a dead one left its socket', async () => {
    const userData = temporaryFolder();
    expect(await runCtl({ words: ['status'], json: false, userData })).toMatchObject({ code: 3 });
    writeFileSync(ctlAddress(userData), '');
    writeFileSync(ctlAddressFile(userData), ctlAddress(userData));
    const outcome = await runCtl({ words: ['status'], json: false, userData });
    expect(outcome).toEqual({ code: 3, out: '', err: 'Holdfast is not running. Start it, then try again.\n' });
  });

  it.skipIf(!hasModes)(
    "takes the place of what a dead copy left, is this user's alone, and is gone at the end",
    async () => {
      const userData = temporaryFolder();
      writeFileSync(ctlAddress(userData), '');
      const { server } = await listen(answering(null), userData);
      for (const file of [ctlAddress(userData), ctlAddressFile(userData)]) expect(statSync(file).mode & 0o077).toBe(0);
      expect((await runCtl({ words: ['status'], json: false, userData })).code).toBe(0);
      await server.close();
      for (const file of [ctlAddress(userData), ctlAddressFile(userData)]) expect(existsSync(file)).toBe(false);
    },
  );

  it('is found where a folder with a long name has it, whatever the asking side thinks of temporary files', async () => {
    const userData = join(temporaryFolder(), 'x'.repeat(120));
    mkdirSync(userData);
    await listen(answering(null), userData);
    vi.stubEnv('TMPDIR', '/nowhere');
    onTestFinished(() => void vi.unstubAllEnvs());
    expect((await runCtl({ words: ['status'], json: false, userData })).code).toBe(0);
  });

  it.each([
    ['no JSON', 'hello\n'],
    ['an unknown verb', '{"verb":"explode"}\n'],
    ['something else too', '{"verb":"mute","as":"text","callId":"x"}\n'],
    ['a line without end', 'x'.repeat(20_000)],
    ['null', 'null\n'],
  ])('answers %s with a failure and goes on', async (_what, text) => {
    let executed = 0;
    const { address, userData } = await listen(async () => {
      executed += 1;
      return { ok: true, call: null };
    });
    const reply = await new Promise<string>((resolve) => {
      const socket = connect(address, () => socket.write(text));
      let got = '';
      socket.on('data', (chunk) => {
        got += chunk;
      });
      socket.on('error', () => undefined);
      socket.on('close', () => resolve(got));
    });
    expect(reply).toBe('1\nThat is no question of holdfast ctl.\n');
    expect(executed).toBe(0);
    expect((await runCtl({ words: ['status'], json: false, userData })).code).toBe(0);
  });

  it('that cannot be opened is logged and harms nobody', async () => {
    const { log } = await listen(answering(null), join(temporaryFolder(), 'no-such-folder'));
    expect(log.lines).toHaveLength(1);
  });

  it('has an address that every system takes', () => {
    expect(ctlAddress('/home/ada/.config/Holdfast', 'linux')).toBe('/home/ada/.config/Holdfast/ctl.sock');
    expect(Buffer.byteLength(ctlAddress(`/tmp/${'x'.repeat(200)}`, 'linux'))).toBeLessThanOrEqual(100);
    expect(ctlAddress('C:\\Users\\Ada', 'win32')).toMatch(/^\\\\\.\\pipe\\holdfast-[0-9a-f]{24}$/);
    expect(ctlAddress('C:\\Users\\Bob', 'win32')).not.toBe(ctlAddress('C:\\Users\\Ada', 'win32'));
  });
});
