/** The bridge between the app's pages and main: one typed object, and the only file that touches Electron's raw IPC here. */
import { contextBridge, ipcRenderer } from 'electron';
import type { HoldfastBridge, Unsubscribe } from '../shared/bridge.ts';
import type { InvokeName, InvokeReply, InvokeRequest, NoticeName, NoticeOf, Result } from '../shared/ipc.ts';

/** Notices that came before anybody listened; more than this is dropped, oldest first. */
const maxEarly = 100;

async function invoke<N extends InvokeName>(name: N, request: InvokeRequest<N>): Promise<Result<InvokeReply<N>>> {
  try {
    return await (request === undefined ? ipcRenderer.invoke(name) : ipcRenderer.invoke(name, request));
  } catch (cause) {
    // What cannot be cloned, or main on its way out.
    return { ok: false, error: { code: 'internal', message: `${name}: ${String(cause)}` } };
  }
}

/** Listens to a notice from the start, so that none is lost before the page subscribes. */
function receive<N extends NoticeName>(name: N): (listener: (payload: NoticeOf<N>) => void) => Unsubscribe {
  const listeners = new Set<(payload: NoticeOf<N>) => void>();
  let early: NoticeOf<N>[] | null = [];
  ipcRenderer.on(name, (_event, payload: NoticeOf<N>) => {
    if (early) {
      early.push(payload);
      if (early.length > maxEarly) early.shift();
      return;
    }
    for (const listener of [...listeners]) listener(payload);
  });
  return (listener) => {
    listeners.add(listener);
    const missed = early;
    early = null;
    if (missed) queueMicrotask(() => missed.forEach((payload) => void (listeners.has(listener) && listener(payload))));
    return () => {
      listeners.delete(listener);
    };
  };
}

const onVisible = receive('window:visible');
const onResumed = receive('power:resumed');

const holdfast: HoldfastBridge = {
  ongoingCall: {
    launch: (call) => invoke('ongoing-call:launch', call),
    update: (call) => invoke('ongoing-call:update', call),
    abort: (callId, reason) => invoke('ongoing-call:abort', reason === undefined ? { callId } : { callId, reason }),
    activate: (callId) => invoke('ongoing-call:activate', callId),
    onCommand: receive('ongoing-call:command'),
    onSnapshot: receive('ongoing-call:snapshot'),
    command: (command) => invoke('call:command', command),
  },
  account: {
    load: () => invoke('account:load', undefined),
    save: (account) => invoke('account:save', account),
    forget: () => invoke('account:forget', undefined),
  },
  settings: {
    load: () => invoke('settings:load', undefined),
    save: (change) => invoke('settings:save', change),
    onChanged: receive('settings:changed'),
  },
  app: {
    info: () => invoke('app:info', undefined),
    showMain: () => invoke('window:show-main', undefined),
    setConnection: (status) => invoke('connection:set', status),
    onVisible,
    onLink: receive('link:open'),
    onSessionWish: receive('session:wish'),
    onResumed: (listener) => onResumed(() => listener()),
  },
};

receive('window:ping')(() => void invoke('window:pong', undefined));
contextBridge.exposeInMainWorld('holdfast', holdfast);
void invoke('window:ready', undefined);
