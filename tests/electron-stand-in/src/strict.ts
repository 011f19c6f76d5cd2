import { EventEmitter } from 'node:events';

/** Thrown for every part of Electron's API that the stand-in lacks: nothing pretends. */
export class NotImplemented extends Error {
  override name = 'NotImplemented';
  constructor(what: string) {
    super(`not implemented by the stand-in: ${what}`);
  }
}

/** Looked up by await, console.log, JSON, test runners and inspectors on any object. */
const askedOfAnything = new Set(['then', 'toJSON', 'inspect', 'asymmetricMatch', 'nodeType', '$$typeof', 'domain']);

/** What an object whose native part is gone still answers: it is an emitter as before. */
const survivesDestruction = new Set([...Object.keys(EventEmitter.prototype), 'constructor', 'isDestroyed']);

export interface Strictness {
  /** Members that Electron itself does not have on Linux: these are `undefined`. */
  absent?: readonly string[];
  /** The object has `isDestroyed`, and cannot be used any more once that is so. */
  mortal?: boolean;
  /** Members that it has for ever. */
  lasting?: readonly string[];
}

/** The same object, except that a member it does not have throws {@link NotImplemented}. */
export function strict<T extends object>(name: string, target: T, strictness: Strictness = {}): T {
  const { absent = [], mortal = false, lasting = [] } = strictness;
  const survives = (key: string) => survivesDestruction.has(key) || lasting.includes(key);
  return new Proxy(target, {
    get(object, key, receiver) {
      if (typeof key === 'symbol' || key.startsWith('_') || askedOfAnything.has(key) || absent.includes(key)) {
        return Reflect.get(object, key, receiver);
      }
      if (!(key in object)) throw new NotImplemented(`${name}.${key}`);
      const isDead = mortal && !survives(key) && (receiver as { isDestroyed(): boolean }).isDestroyed();
      return isDead ? memberOfTheDead(object, key) : Reflect.get(object, key, receiver);
    },
  });
}

/** A method can still be looked up, and throws when it is called; a property throws. */
function memberOfTheDead(object: object, key: string): () => never {
  const refuse = () => {
    throw new TypeError('Object has been destroyed');
  };
  for (let holder: object | null = object; holder !== null; holder = Object.getPrototypeOf(holder) as object | null) {
    const descriptor = Object.getOwnPropertyDescriptor(holder, key);
    if (descriptor) return typeof descriptor.value === 'function' ? refuse : refuse();
  }
  return refuse();
}

/** Base of the API objects without events. */
export class StrictObject {
  constructor(name: string, strictness?: Strictness) {
    // biome-ignore lint/correctness/noConstructorReturn: private fields of subclasses then live on the proxy, which is `this` everywhere
    return strict(name, this, strictness);
  }
}

/** Base of the API objects with events. */
export class StrictEmitter extends EventEmitter {
  constructor(name: string, strictness?: Strictness) {
    super();
    // biome-ignore lint/correctness/noConstructorReturn: private fields of subclasses then live on the proxy, which is `this` everywhere
    return strict(name, this, strictness);
  }
}

/** The part of an API object that is there, checked against Electron's own type. Events are not: any name may be listened to. */
export type Part<T> = Partial<Omit<T, keyof EventEmitter>>;

/** A class that can be constructed with whatever Electron's can. */
export type Constructible<C extends abstract new (...args: never[]) => object> = new (
  ...args: ConstructorParameters<C>
) => object;

/**
 * The part of a module of functions that is there, such as the static side of a class: names and parameters are checked
 * against Electron's. What they return is of the stand-in's own classes, which are checked by themselves.
 */
export type Functions<T> = {
  [Name in Exclude<keyof T, keyof typeof EventEmitter>]?: T[Name] extends (...args: infer Parameters) => unknown
    ? { method(...args: Parameters): unknown }['method']
    : object;
};

/** A part of an API object as the whole type: what is there is checked, what is not throws when it is used. */
export function whole<T extends object>(part: Partial<T>): T {
  return part as T;
}

/** An event that a listener can prevent, as Electron hands them out. */
export class PreventableEvent {
  defaultPrevented = false;
  preventDefault(): void {
    this.defaultPrevented = true;
  }
}

/** A module or class of Electron's that is not there at all: it can be imported, and any use of it throws. */
export function missing<T extends object>(name: string): T {
  return new Proxy(strict(name, class {}), {
    construct() {
      throw new NotImplemented(name);
    },
  }) as T;
}

/** What Electron throws for an argument that it cannot make anything of (gin's argument converter). */
export function conversionFailure(index: number, value: unknown): TypeError {
  return new TypeError(`Error processing argument at index ${index}, conversion failure from ${String(value)}`);
}
