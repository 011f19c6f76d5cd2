/** One world's end of the bridge between a page's isolated world and its main world. */
export interface WorldBridge {
  /** Sends `value` to the other world's `onReceive`; functions in it become callable there. */
  send(value: unknown): unknown;
}

/**
 * Copies values between two JavaScript worlds of one document, functions and promises included, as Electron's
 * contextBridge does. The worlds share nothing but DOM objects: `port` is an event target which only they hold, and the
 * `detail` of a CustomEvent is cloned when the other world reads it. Events are synchronous, so calls return values.
 * Runs in a page, as source.
 */
export function makeWorldBridge(
  port: EventTarget,
  here: string,
  there: string,
  onReceive: (value: unknown) => unknown,
): WorldBridge {
  type Encoded = { kind: string; value?: unknown; id?: number };
  type Message = { kind: 'send' | 'call' | 'settle'; id: number; value: Encoded; failed?: boolean };

  const receiver = -1;
  const functions = new Map<number, (...args: unknown[]) => unknown>([[receiver, onReceive]]);
  const functionIds = new WeakMap<object, number>();
  const proxies = new Map<number, (...args: unknown[]) => unknown>();
  /** Proxies of the other world's functions, to give the original back when one returns home. */
  const proxyIds = new WeakMap<object, number>();
  const promises = new Map<number, { resolve(value: unknown): void; reject(error: unknown): void }>();
  let lastId = 0;
  let reply: { value: Encoded; failed: boolean } | undefined;

  function post(type: string, detail: unknown): void {
    port.dispatchEvent(new CustomEvent(type, { detail }));
  }

  function encode(value: unknown, depth = 0): Encoded {
    if (depth > 1000) throw new Error('contextBridge: the object is nested too deeply');
    if (typeof value === 'function') {
      const foreign = proxyIds.get(value);
      if (foreign !== undefined) return { kind: 'own-function', id: foreign };
      let id = functionIds.get(value);
      if (id === undefined) {
        id = ++lastId;
        functionIds.set(value, id);
        functions.set(id, value as (...args: unknown[]) => unknown);
      }
      return { kind: 'function', id };
    }
    if (typeof value === 'symbol') throw new Error('An object could not be cloned.');
    if (value === null || typeof value !== 'object') return { kind: 'plain', value };
    if (value instanceof Promise) {
      const id = ++lastId;
      const settle = (failed: boolean) => (result: unknown) =>
        post(there, { kind: 'settle', id, failed, value: encode(result) });
      value.then(settle(false), settle(true));
      return { kind: 'promise', id };
    }
    if (value instanceof Error) return { kind: 'error', value: String(value.message) };
    if (Array.isArray(value)) return { kind: 'array', value: value.map((item) => encode(item, depth + 1)) };
    const prototype = Object.getPrototypeOf(value);
    if (prototype === Object.prototype || prototype === null) {
      return { kind: 'object', value: Object.entries(value).map(([key, item]) => [key, encode(item, depth + 1)]) };
    }
    return { kind: 'plain', value };
  }

  function proxyOf(id: number): (...args: unknown[]) => unknown {
    let proxy = proxies.get(id);
    if (!proxy) {
      proxy = (...args) => call(id, args);
      proxies.set(id, proxy);
      proxyIds.set(proxy, id);
    }
    return proxy;
  }

  function decode(encoded: Encoded): unknown {
    const id = encoded.id ?? 0;
    switch (encoded.kind) {
      case 'function':
        return proxyOf(id);
      case 'own-function':
        return functions.get(id);
      case 'promise':
        return new Promise((resolve, reject) => promises.set(id, { resolve, reject }));
      case 'error':
        return new Error(encoded.value as string);
      case 'array':
        return (encoded.value as Encoded[]).map(decode);
      case 'object': {
        const object = {};
        for (const [key, item] of encoded.value as [string, Encoded][]) {
          Object.defineProperty(object, key, {
            value: decode(item),
            writable: true,
            enumerable: true,
            configurable: true,
          });
        }
        return object;
      }
      default:
        return encoded.value;
    }
  }

  function call(id: number, args: unknown[]): unknown {
    reply = undefined;
    post(there, { kind: 'call', id, value: encode(args) });
    const answer = reply as { value: Encoded; failed: boolean } | undefined;
    reply = undefined;
    if (!answer) throw new Error('An object could not be cloned.');
    if (answer.failed) throw decode(answer.value);
    return decode(answer.value);
  }

  function answer(message: Message): { value: Encoded; failed: boolean } {
    try {
      const target = functions.get(message.id);
      if (!target) throw new Error('The function does not exist any more.');
      return { value: encode(target(...(decode(message.value) as unknown[]))), failed: false };
    } catch (error) {
      return { value: { kind: 'error', value: error instanceof Error ? error.message : String(error) }, failed: true };
    }
  }

  port.addEventListener(here, (event) => {
    const message = (event as CustomEvent).detail as Message | null;
    if (!message) return;
    if (message.kind === 'call') {
      post(`${there}-reply`, answer(message));
      return;
    }
    const promise = promises.get(message.id);
    promises.delete(message.id);
    if (message.failed) promise?.reject(decode(message.value));
    else promise?.resolve(decode(message.value));
  });
  port.addEventListener(`${here}-reply`, (event) => {
    reply = (event as CustomEvent).detail;
  });

  return { send: (value) => call(receiver, [value]) };
}
