/** What both ends of IPC agree on. */
export interface CloneCodec {
  encode(value: unknown): string;
  decode(text: string): unknown;
}

/**
 * Structured clone as text, for values that travel between processes over the DevTools protocol.
 * Runs in Node and, as source, in a page's isolated world: it may use nothing but what both have.
 */
export function makeCloneCodec(): CloneCodec {
  type Encoded = null | boolean | number | string | [tag: string, ...rest: unknown[]];
  const viewTypes: (new (buffer: ArrayBuffer) => unknown)[] = [
    ...[Uint8Array, Int8Array, Uint8ClampedArray, Int16Array, Uint16Array, Int32Array, Uint32Array, DataView],
    ...[Float32Array, Float64Array, BigInt64Array, BigUint64Array],
  ];
  const errorTypes: Record<string, ErrorConstructor> = {
    EvalError,
    RangeError,
    ReferenceError,
    SyntaxError,
    TypeError,
    URIError,
  };

  function bytesToText(bytes: Uint8Array): string {
    let text = '';
    for (let start = 0; start < bytes.length; start += 8192) {
      text += String.fromCharCode(...bytes.subarray(start, start + 8192));
    }
    return btoa(text);
  }

  function encodeValue(value: unknown, seen: Map<object, number>): Encoded {
    if (value === null || typeof value === 'boolean' || typeof value === 'string') return value;
    if (value === undefined) return ['undefined'];
    if (typeof value === 'number') {
      return Number.isFinite(value) && !Object.is(value, -0)
        ? value
        : ['number', Object.is(value, -0) ? '-0' : String(value)];
    }
    if (typeof value === 'bigint') return ['bigint', String(value)];
    if (typeof value !== 'object') throw new Error('An object could not be cloned.');
    const before = seen.get(value);
    if (before !== undefined) return ['again', before];
    seen.set(value, seen.size);
    if (Array.isArray(value)) return ['array', Array.from(value, (item) => encodeValue(item, seen))];
    if (value instanceof Date) return ['date', value.getTime()];
    if (value instanceof RegExp) return ['regexp', value.source, value.flags];
    if (value instanceof Map) return ['map', [...value].map((pair) => pair.map((item) => encodeValue(item, seen)))];
    if (value instanceof Set) return ['set', [...value].map((item) => encodeValue(item, seen))];
    if (value instanceof Error) return ['error', value.name, value.message, value.stack ?? ''];
    if (value instanceof ArrayBuffer) return ['bytes', 'ArrayBuffer', bytesToText(new Uint8Array(value))];
    if (ArrayBuffer.isView(value)) {
      // A Buffer arrives as Uint8Array, as by Electron.
      const type = value instanceof Uint8Array ? 'Uint8Array' : value.constructor.name;
      return ['bytes', type, bytesToText(new Uint8Array(value.buffer, value.byteOffset, value.byteLength))];
    }
    if (value instanceof Promise || value instanceof WeakMap || value instanceof WeakSet) {
      throw new Error('An object could not be cloned.');
    }
    return ['object', Object.entries(value).map(([key, item]) => [key, encodeValue(item, seen)])];
  }

  function decodeValue(encoded: Encoded, seen: unknown[]): unknown {
    if (!Array.isArray(encoded)) return encoded;
    const [tag, ...rest] = encoded;
    const keep = <T>(value: T): T => {
      seen.push(value);
      return value;
    };
    switch (tag) {
      case 'undefined':
        return undefined;
      case 'number':
        return Number(rest[0]);
      case 'bigint':
        return BigInt(rest[0] as string);
      case 'again':
        return seen[rest[0] as number];
      case 'array': {
        const array = keep<unknown[]>([]);
        for (const item of rest[0] as Encoded[]) array.push(decodeValue(item, seen));
        return array;
      }
      case 'date':
        return keep(new Date(rest[0] as number));
      case 'regexp':
        return keep(new RegExp(rest[0] as string, rest[1] as string));
      case 'map': {
        const map = keep(new Map());
        for (const [key, item] of rest[0] as [Encoded, Encoded][])
          map.set(decodeValue(key, seen), decodeValue(item, seen));
        return map;
      }
      case 'set': {
        const set = keep(new Set());
        for (const item of rest[0] as Encoded[]) set.add(decodeValue(item, seen));
        return set;
      }
      case 'error': {
        const [name, message, stack] = rest as string[];
        const error = keep(new (errorTypes[name ?? ''] ?? Error)(message));
        Object.defineProperty(error, 'stack', { value: stack, writable: true, configurable: true });
        return error;
      }
      case 'bytes': {
        const text = atob(rest[1] as string);
        const bytes = Uint8Array.from(text, (character) => character.charCodeAt(0));
        const type = viewTypes.find(({ name }) => name === rest[0]);
        return keep(type ? new type(bytes.buffer) : bytes.buffer);
      }
      default: {
        const object = keep({});
        for (const [key, item] of rest[0] as [string, Encoded][]) {
          const value = decodeValue(item, seen);
          Object.defineProperty(object, key, { value, writable: true, enumerable: true, configurable: true });
        }
        return object;
      }
    }
  }

  return {
    encode: (value) => JSON.stringify(encodeValue(value, new Map())),
    decode: (text) => decodeValue(JSON.parse(text) as Encoded, []),
  };
}
