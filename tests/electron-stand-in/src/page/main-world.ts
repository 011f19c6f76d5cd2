import type { FromMainWorld } from './preload-world.ts';
import type { WorldBridge } from './world-bridge.ts';

/** Sets up the page's own world: the preload script's APIs, and permission questions. Runs in a page, as source. */
export function mainWorld(
  meeting: string,
  parts: {
    makeWorldBridge: (
      port: EventTarget,
      here: string,
      there: string,
      onReceive: (value: unknown) => unknown,
    ) => WorldBridge;
  },
): void {
  const port = new EventTarget();

  function freeze(value: unknown): unknown {
    if (value !== null && typeof value === 'object') {
      for (const item of Object.values(value)) freeze(item);
    }
    return value !== null && (typeof value === 'object' || typeof value === 'function') ? Object.freeze(value) : value;
  }

  const bridge = parts.makeWorldBridge(port, 'to-main', 'to-isolated', (message) => {
    const { key, api } = message as { key: string; api: unknown };
    if (key in globalThis) throw new Error('Cannot bind an API on top of an existing property on the window object');
    Object.defineProperty(globalThis, key, { value: freeze(api), enumerable: true });
    return undefined;
  });
  document.dispatchEvent(new MouseEvent(meeting, { relatedTarget: port }));

  const ask = (permission: string, details: Record<string, unknown>): Promise<boolean> =>
    bridge.send({ kind: 'permission', permission, details } satisfies FromMainWorld) as Promise<boolean>;
  const refused = () => new DOMException('Permission denied', 'NotAllowedError');

  /** Lets main decide before the browser does: the browser itself is told of the decision, so nothing gets past it. */
  function guard<T extends object, K extends keyof T>(
    target: T | undefined,
    method: K,
    question: (...args: never[]) => [permission: string, details: Record<string, unknown>],
  ): void {
    const original = target?.[method] as ((...args: unknown[]) => Promise<unknown>) | undefined;
    if (!target || !original) return;
    const guarded = async function (this: unknown, ...args: never[]): Promise<unknown> {
      const [permission, details] = question(...args);
      if (!(await ask(permission, details))) throw refused();
      return original.apply(this, args);
    };
    Object.defineProperty(target, method, { value: guarded, writable: true, configurable: true, enumerable: true });
  }

  /** The same for what answers to callbacks: GeolocationPositionError.PERMISSION_DENIED is 1. */
  function guardGeolocation(method: 'getCurrentPosition' | 'watchPosition'): void {
    const original = Geolocation.prototype[method];
    const guarded = function (this: Geolocation, ...args: Parameters<typeof original>): number {
      ask('geolocation', {}).then((granted) => {
        const error = { code: 1, PERMISSION_DENIED: 1, POSITION_UNAVAILABLE: 2, TIMEOUT: 3 } as const;
        if (granted) original.apply(this, args);
        else args[1]?.({ ...error, message: 'User denied Geolocation' });
      });
      return 0;
    };
    Object.defineProperty(Geolocation.prototype, method, { value: guarded, writable: true, configurable: true });
  }

  const { open } = window;
  window.open = (url = '', target = '_blank', features = '') => {
    if (['_self', '_parent', '_top'].includes(target)) return open.call(window, url, target, features);
    bridge.send({ kind: 'open', url: String(url), frameName: target, features } satisfies FromMainWorld);
    return null;
  };

  if (window === window.top) window.close = () => void bridge.send({ kind: 'close' } satisfies FromMainWorld);

  if (isSecureContext) {
    guard(MediaDevices.prototype, 'getUserMedia', (constraints: MediaStreamConstraints = {}) => [
      'media',
      { mediaTypes: [...(constraints.audio ? ['audio'] : []), ...(constraints.video ? ['video'] : [])] },
    ]);
    guard(MediaDevices.prototype, 'getDisplayMedia', () => ['display-capture', {}]);
    guard(Navigator.prototype, 'requestMIDIAccess', ({ sysex = false }: MIDIOptions = {}) => [
      sysex ? 'midiSysex' : 'midi',
      {},
    ]);
    for (const method of ['getCurrentPosition', 'watchPosition'] as const) guardGeolocation(method);
    const speaker = (): [string, Record<string, unknown>] => ['speaker-selection', {}];
    guard(HTMLMediaElement.prototype as unknown as { setSinkId(id: string): Promise<void> }, 'setSinkId', speaker);
    guard(AudioContext.prototype as unknown as { setSinkId(id: string): Promise<void> }, 'setSinkId', speaker);
  }
}
