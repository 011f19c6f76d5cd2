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

/**
 * The same object, except that a member it does not have throws {@link NotImplemented}.
 * `absent` names members that Electron itself does not have on Linux: these are `undefined`.
 */
export function strict<T extends object>(name: string, target: T, absent: readonly string[] = []): T {
  return new Proxy(target, {
    get(object, key, receiver) {
      const known = typeof key === 'symbol' || key in object || key.startsWith('_');
      if (known || askedOfAnything.has(key) || absent.includes(key)) return Reflect.get(object, key, receiver);
      throw new NotImplemented(`${name}.${key}`);
    },
  });
}

/** Base of the API objects without events. */
export class StrictObject {
  constructor(name: string, absent?: readonly string[]) {
    // biome-ignore lint/correctness/noConstructorReturn: private fields of subclasses then live on the proxy, which is `this` everywhere
    return strict(name, this, absent);
  }
}

/** Base of the API objects with events. */
export class StrictEmitter extends EventEmitter {
  constructor(name: string, absent?: readonly string[]) {
    super();
    // biome-ignore lint/correctness/noConstructorReturn: private fields of subclasses then live on the proxy, which is `this` everywhere
    return strict(name, this, absent);
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
