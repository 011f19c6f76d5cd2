/** The preload of the contract's pages: what a page can reach over the bridge. */
import { contextBridge, ipcRenderer } from 'electron';

const thrownBy = (attempt: () => unknown): string => {
  try {
    attempt();
    return '';
  } catch (error) {
    return String(error);
  }
};

Object.assign(globalThis, { ofThePreload: true });

const exposed = {
  invoke: (channel: string, ...args: unknown[]) => ipcRenderer.invoke(channel, ...args),
  send: (channel: string, ...args: unknown[]) => ipcRenderer.send(channel, ...args),
  on: (channel: string, listener: (...args: unknown[]) => void) => {
    const hear = (_event: unknown, ...args: unknown[]) => listener(...args);
    ipcRenderer.on(channel, hear);
    return () => void ipcRenderer.off(channel, hear);
  },
  argumentsOf: (...args: unknown[]) => args.map((arg) => Object.prototype.toString.call(arg)),
  throws: () => {
    throw new TypeError('thrown on purpose');
  },
  rejects: async () => {
    throw new TypeError('rejected on purpose');
  },
  callBack: (listener: (value: unknown) => unknown) => listener({ from: 'preload' }),
  promise: async () => ({ nested: [1, { deep: true }] }),
  globalOf: (name: string) => typeof (globalThis as Record<string, unknown>)[name],
  fileSystem: thrownBy(() => require('node:fs')),
  versions: { ...process.versions },
  values: { number: 1, text: 'text', list: [1, [2]], nothing: null },
};

contextBridge.exposeInMainWorld('taken', 1);
contextBridge.exposeInMainWorld('contract', {
  ...exposed,
  exposedTwice: thrownBy(() => contextBridge.exposeInMainWorld('taken', 2)),
});

window.addEventListener('DOMContentLoaded', () => ipcRenderer.send('preload:dom-content-loaded'));
ipcRenderer.send('preload:runs', { title: document.title, url: location.href });
