import type { CloneCodec } from './clone-codec.ts';
import type { MainLink } from './main-link.ts';
import type { WorldBridge } from './world-bridge.ts';

export interface PreloadOptions {
  /** Name of the binding that reaches the main process; it exists in the isolated world only. */
  binding: string;
  /** Name of the event by which the worlds find each other, before any script of the page runs. */
  meeting: string;
  /** Global of this world that the main process calls. */
  receive: string;
  /** Global of this world that runs the preload script, once the main world is there. */
  run: string;
  /** Path of pages that nobody is to know of. */
  blankPath: string;
  /** On a display: the window manager's close button and the browser's own keys are there, and main is to decide. */
  onDisplay: boolean;
  process: { versions: Record<string, string>; platform: string; arch: string; argv: string[] };
}

export type PreloadScript = (
  require: (name: string) => unknown,
  module: { exports: object },
  exports: object,
  process: object,
  global: unknown,
  filename: string,
  dirname: string,
) => void;

export interface PreloadParts {
  makeCloneCodec: () => CloneCodec;
  makeMainLink: (
    options: Pick<PreloadOptions, 'binding' | 'receive'>,
    codec: CloneCodec,
    onMessage: (channel: string, args: unknown[]) => void,
  ) => MainLink;
  makeWorldBridge: (
    port: EventTarget,
    here: string,
    there: string,
    onReceive: (value: unknown) => unknown,
  ) => WorldBridge;
}

/** A key that the page has left alone. */
export interface UnhandledKey {
  key: string;
  ctrl: boolean;
  shift: boolean;
  alt: boolean;
  meta: boolean;
}

/** What the isolated world tells the main process. */
export type FromPage =
  | ({ kind: 'key' } & UnhandledKey)
  | { kind: 'title'; title: string }
  | { kind: 'close' }
  | { kind: 'open'; url: string; frameName: string; features: string }
  | { kind: 'invoke'; id: number; url: string; channel: string; args: string }
  | { kind: 'send'; url: string; channel: string; args: string }
  | {
      kind: 'permission';
      id: number;
      url: string;
      isMainFrame: boolean;
      permission: string;
      details: Record<string, unknown>;
    };

/** What the page's own world tells the isolated one. */
export type FromMainWorld =
  | { kind: 'close' }
  | { kind: 'permission'; permission: string; details: Record<string, unknown> }
  | { kind: 'open'; url: string; frameName: string; features: string };

/** What the main process tells the isolated world. */
export type ToPage =
  | { kind: 'message'; channel: string; args: string }
  | { kind: 'reply'; id: number; value?: string; error?: string };

/** Sets up the isolated world of a page, where its preload script runs. Runs in a page, as source. */
export function preloadWorld(options: PreloadOptions, parts: PreloadParts): void {
  if (window !== window.top || location.pathname === options.blankPath) return;
  type Listener = (...args: unknown[]) => void;
  const codec = parts.makeCloneCodec();

  class EventEmitter {
    readonly #listeners = new Map<string, { listener: Listener; once: boolean }[]>();
    on(name: string, listener: Listener): this {
      this.#add(name, listener, false);
      return this;
    }
    addListener(name: string, listener: Listener): this {
      return this.on(name, listener);
    }
    once(name: string, listener: Listener): this {
      this.#add(name, listener, true);
      return this;
    }
    off(name: string, listener: Listener): this {
      const all = this.#listeners.get(name) ?? [];
      const index = all.findLastIndex((entry) => entry.listener === listener);
      if (index >= 0) this.#listeners.set(name, all.toSpliced(index, 1));
      return this;
    }
    removeListener(name: string, listener: Listener): this {
      return this.off(name, listener);
    }
    removeAllListeners(name?: string): this {
      if (name === undefined) this.#listeners.clear();
      else this.#listeners.delete(name);
      return this;
    }
    emit(name: string, ...args: unknown[]): boolean {
      const all = this.#listeners.get(name) ?? [];
      for (const { listener, once } of all) {
        if (once) this.off(name, listener);
        listener.apply(this, args);
      }
      return all.length > 0;
    }
    listenerCount(name: string): number {
      return this.#listeners.get(name)?.length ?? 0;
    }
    #add(name: string, listener: Listener, once: boolean): void {
      this.#listeners.set(name, [...(this.#listeners.get(name) ?? []), { listener, once }]);
    }
  }

  class IpcRenderer extends EventEmitter {
    send(channel: string, ...args: unknown[]): void {
      tell({ kind: 'send', url: location.href, channel, args: codec.encode(args) });
    }
    invoke(channel: string, ...args: unknown[]): Promise<unknown> {
      return ask({ kind: 'invoke', channel, args: codec.encode(args) });
    }
  }
  const ipcRenderer = new IpcRenderer();

  const { tell, ask } = parts.makeMainLink(options, codec, (channel, args) => {
    ipcRenderer.emit(channel, { sender: ipcRenderer, ports: [] }, ...args);
  });

  function onMainWorld(value: unknown): unknown {
    const message = value as FromMainWorld;
    if (message.kind === 'permission') return ask({ ...message, isMainFrame: true });
    if (message.kind === 'close') return tell(message);
    tellOpen(message.url, message.frameName, message.features);
    return undefined;
  }

  /** The page wants another window. None opens by itself: main decides. */
  function tellOpen(url: string, frameName: string, features: string): void {
    const absolute = URL.parse(url, document.baseURI)?.href ?? url;
    tell({ kind: 'open', url: absolute, frameName, features });
  }

  // As in Electron a menu's accelerators get what the page does not take.
  window.addEventListener('keydown', (event) => {
    const { key, ctrlKey: ctrl, shiftKey: shift, altKey: alt, metaKey: meta } = event;
    if (event.defaultPrevented || !(ctrl || alt || meta || /^F\d+$/.test(key))) return;
    // What the browser around the page would do with it.
    if (options.onDisplay && ctrl && /^[dfghjlnoprstuw]$/i.test(key)) event.preventDefault();
    tell({ kind: 'key', key, ctrl, shift, alt, meta });
  });
  // Has Chromium ask before it closes the window.
  if (options.onDisplay) window.addEventListener('beforeunload', (event) => event.preventDefault());
  window.addEventListener('click', (event) => {
    const link = event
      .composedPath()
      .find((node) => node instanceof HTMLAnchorElement || node instanceof HTMLAreaElement);
    if (!link?.href || event.defaultPrevented || event.button !== 0) return;
    const target = link.target || document.querySelector('base')?.target || '_self';
    const modified = event.ctrlKey || event.shiftKey;
    if (!modified && ['_self', '_parent', '_top'].includes(target)) return;
    event.preventDefault();
    tellOpen(link.href, modified ? '' : target, '');
  });

  let bridge: WorldBridge | undefined;
  document.addEventListener(
    options.meeting,
    (event) => {
      event.stopImmediatePropagation();
      const port = (event as MouseEvent).relatedTarget;
      if (port) bridge = parts.makeWorldBridge(port, 'to-isolated', 'to-main', onMainWorld);
    },
    { once: true },
  );

  const contextBridge = {
    exposeInMainWorld(key: string, api: unknown): void {
      if (!bridge) throw new Error('contextBridge: the main world is not there');
      bridge.send({ key, api });
    },
  };

  // The protocol tells titles late, and only with a navigation.
  let title = '';
  const tellTitle = () => {
    if (document.title === title) return;
    title = document.title;
    tell({ kind: 'title', title });
  };
  document.addEventListener('DOMContentLoaded', () => {
    tellTitle();
    new MutationObserver(tellTitle).observe(document.head, { subtree: true, childList: true, characterData: true });
  });

  /** As in the main process: what is not there throws where it is used. */
  function strict<T extends object>(name: string, target: T): T {
    return new Proxy(target, {
      get(object, key) {
        const known = typeof key === 'symbol' || key in object || ['then', 'toJSON', '__esModule'].includes(key);
        if (!known) throw new Error(`not implemented by the stand-in: ${name}.${key}`);
        const value = Reflect.get(object, key);
        return typeof value === 'function' ? value.bind(object) : value;
      },
    });
  }
  const electron = strict('electron', {
    contextBridge: strict('contextBridge', contextBridge),
    ipcRenderer: strict('ipcRenderer', ipcRenderer),
  });
  const modules: Record<string, unknown> = {
    electron,
    'electron/renderer': electron,
    events: Object.assign(EventEmitter, { EventEmitter }),
    url: { URL, URLSearchParams },
    timers: {
      setTimeout,
      setInterval,
      clearTimeout,
      clearInterval,
      setImmediate: (run: () => void) => setTimeout(run),
    },
  };
  function require(name: string): unknown {
    const found = modules[name.replace(/^node:/, '')];
    if (!found) throw new Error(`module not found: ${name}`);
    return found;
  }

  Object.defineProperty(globalThis, options.run, {
    value: (preload: PreloadScript, filename: string) => {
      const sandboxed = { ...options.process, type: 'renderer', sandboxed: true, contextIsolated: true, env: {} };
      const module = { exports: {} };
      try {
        preload(require, module, module.exports, sandboxed, globalThis, filename, filename.replace(/\/[^/]*$/, ''));
      } catch (error) {
        console.error(`Unable to load preload script: ${filename}`);
        console.error(error);
      }
    },
  });
}
