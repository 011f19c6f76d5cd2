import { EventEmitter } from 'node:events';
import { describe, expect, it, vi } from 'vitest';
import { onSystemEnding } from '../../../src/main/system-ending.ts';

describe('the end of the session', () => {
  it.each(['SIGTERM', 'SIGINT', 'SIGHUP', 'shutdown', 'query-session-end', 'session-end'])('%s is heard', (how) => {
    const [powerMonitor, app, process, window] = Array.from({ length: 4 }, () => new EventEmitter());
    const ended: string[] = [];
    onSystemEnding({ powerMonitor, app, process } as never, (reason) => ended.push(reason));
    app!.emit('browser-window-created', {}, window);
    const preventDefault = vi.fn();
    for (const emitter of [powerMonitor, process, window]) emitter!.emit(how, { preventDefault });
    expect(ended).toHaveLength(1);
    // Only Linux and macOS can be asked to wait; Windows must not be kept from ending the session.
    expect(preventDefault).toHaveBeenCalledTimes(how === 'shutdown' ? 1 : 0);
  });
});
