import { EventEmitter } from 'node:events';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { Quit } from '../../../src/main/quit.ts';
import { hangUpAndWait, releaseNow } from '../../../src/main/quit-in-call.ts';
import { ResumeRecord } from '../../../src/main/storage/resume-record.ts';
import { followSystem } from '../../../src/main/system-events.ts';
import type { CallSnapshot } from '../../../src/shared/call.ts';
import { commandRecorder } from '../ongoing-call/fixtures.ts';
import { ManualClock } from '../support/manual-clock.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { aCall, createService, FakeLog } from './fakes.ts';

/** As Electron's on Linux: the first listener of all sets it up, before it is a listener itself. */
class LinuxPowerMonitor extends EventEmitter {
  /** Whether `shutdown` is waited for, and told. */
  inhibitsShutdown = false;

  constructor() {
    super();
    this.once('newListener', () => {
      this.inhibitsShutdown = this.listenerCount('shutdown') > 0;
      this.on('newListener', (event) => {
        if (event === 'shutdown') this.inhibitsShutdown = true;
      });
    });
  }

  prepareForShutdown(event: { preventDefault(): void }): void {
    if (this.inhibitsShutdown) this.emit('shutdown', event);
  }
}

type Listeners = Parameters<typeof followSystem>[1];

function systemOf(listeners: Listeners) {
  const powerMonitor = new LinuxPowerMonitor();
  const [app, process, window] = Array.from({ length: 3 }, () => new EventEmitter());
  followSystem({ powerMonitor, app, process } as never, listeners);
  app!.emit('browser-window-created', {}, window);
  return { powerMonitor, process: process!, window: window! };
}

function follow() {
  const heard: string[] = [];
  const system = systemOf({
    resumed: () => heard.push('resumed'),
    end: (reason) => heard.push(`end: ${reason}`),
    endNow: (reason) => heard.push(`end now: ${reason}`),
  });
  return { ...system, heard };
}

describe('what the system tells', () => {
  it.each(['SIGTERM', 'SIGINT', 'SIGHUP'])('%s ends the app', (signal) => {
    const { process, heard } = follow();
    process.emit(signal);
    expect(heard).toEqual([`end: ${signal}`]);
  });

  it('a shutdown of Linux is waited for and ends the app', () => {
    const { powerMonitor, heard } = follow();
    const preventDefault = vi.fn();
    powerMonitor.prepareForShutdown({ preventDefault });
    expect(heard).toEqual(['end: the system shuts down']);
    expect(preventDefault).toHaveBeenCalledOnce();
  });

  it('waking up is passed on', () => {
    const { powerMonitor, heard } = follow();
    powerMonitor.emit('resume');
    expect(heard).toEqual(['resumed']);
  });

  it('the question of Windows whether the session may end changes nothing: another program may say no', () => {
    const { window, heard } = follow();
    const preventDefault = vi.fn();
    window.emit('query-session-end', { preventDefault, reasons: ['shutdown'] });
    expect(heard).toEqual([]);
    expect(preventDefault).not.toHaveBeenCalled();
  });

  it('the end of the session of Windows ends the app at once', () => {
    const { window, heard } = follow();
    window.emit('session-end', { reasons: ['shutdown'] });
    expect(heard).toEqual(['end now: the session ends']);
  });
});

describe('the end of the session of Windows in a call', () => {
  const inCalls = (...calls: CallSnapshot[]) => {
    const folder = temporaryFolder();
    const clock = new ManualClock(Date.now());
    const log = new FakeLog();
    const commands = commandRecorder();
    const service = createService({ clock, log, send: commands.send });
    const record = new ResumeRecord({ folder, clock, log });
    service.onEnded(({ call, reason }) => record.end(call, reason));
    service.onCalls((calls) => record.write(calls));
    const quit = new Quit({
      clock,
      log,
      calls: () => service.calls.calls,
      ask: () => new Promise(() => undefined),
      hangUp: () => hangUpAndWait(service, clock),
      release: () => service.dispose(),
      releaseNow: () => releaseNow({ service, record, stores: [record], dispose: () => service.dispose() }),
      exit: () => undefined,
    });
    onTestFinished(() => record.flush());
    for (const call of calls) service.launch(call);
    const { window } = systemOf({
      resumed: () => undefined,
      end: (reason) => quit.requestBySystem(reason),
      endNow: (reason) => quit.endNow(reason),
    });
    /** What the next start finds when the process is over now. */
    const nextStart = () => new ResumeRecord({ folder, clock, log });
    return { window, quit, commands, service, record, nextStart };
  };

  const talking = aCall();
  const ringing = aCall({ callId: 'call-2', phase: 'ringing-in', startedAt: null });
  const held = aCall({ callId: 'call-3', held: true });

  it.each([
    ['connected', [talking], ['hang-up']],
    ['ringing', [ringing], ['decline']],
    ['several', [talking, ringing, held], ['hang-up', 'decline', 'hang-up']],
  ])('%s: the session is told, the surfaces are released and the next start leaves it', async (_, calls, expected) => {
    const { window, commands, service, record, nextStart } = inCalls(...calls);
    await record.flush();
    expect(nextStart().found).toEqual(calls);
    let released = false;
    service.attach({
      name: 'surface',
      show: () => {},
      dispose: () => {
        released = true;
      },
    });
    window.emit('session-end', { reasons: ['shutdown'] });
    // Here Electron ends the process: nothing is awaited.
    expect(commands.types).toEqual(expected);
    expect(released).toBe(true);
    expect([nextStart().found, nextStart().ended]).toEqual([[], calls.map(({ callId }) => callId)]);
  });

  it('is as good when it comes over the question whether to quit', () => {
    const { window, quit, commands, nextStart } = inCalls(talking);
    quit.request();
    window.emit('session-end', { reasons: ['shutdown'] });
    expect(commands.types).toEqual(['hang-up']);
    expect(nextStart().ended).toEqual(['call-1']);
  });

  it('keeps the call where the shutdown is called off', async () => {
    const { window, commands, service, record, nextStart } = inCalls(talking);
    window.emit('query-session-end', { preventDefault: () => undefined, reasons: ['logoff'] });
    await record.flush();
    expect(commands.types).toEqual([]);
    expect(service.current?.callId).toBe('call-1');
    expect(nextStart().found).toEqual([talking]);
  });
});
