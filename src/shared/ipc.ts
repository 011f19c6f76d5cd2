/**
 * The one map of IPC between Electron's main process and the app's own windows: schema and type from one source.
 * `invokes` are asked by a window and answered by main with a {@link Result}; `notices` go from main to a window.
 */
import { z } from 'zod';
import { callCommand, callId, callSnapshot, callsSnapshot, endReason } from './call.ts';
import { displayName } from './display-name.ts';
import { serverAddress } from './server-address.ts';
import { sessionWish } from './session-wish.ts';

export const account = z.strictObject({
  server: serverAddress,
  token: z.string().min(1).max(8_192),
  name: displayName,
});
/** Where and as whom to sign in. */
export type Account = z.infer<typeof account>;

/** How the main window has to be for the call to be shown beside it: an ongoing call never, or hidden, or without the focus. */
export const shownWhen = z.enum(['never', 'hidden', 'not-in-front']);
export type ShownWhen = z.infer<typeof shownWhen>;

export const settings = z.strictObject({
  microphoneId: z.string().max(512).nullable(),
  speakerId: z.string().max(512).nullable(),
  cameraId: z.string().max(512).nullable(),
  miniWindow: shownWhen,
  notification: shownWhen,
  /** Electron accelerator of the system-wide mute toggle, `null` for none. */
  muteShortcut: z.string().max(100).nullable(),
  /** The notice that a call goes on when the window is closed has been seen. */
  closeNoticeSeen: z.boolean(),
  /** Ring, ringback and the other sounds. */
  sounds: z.boolean(),
});
export type Settings = z.infer<typeof settings>;

export const connectionStatuses = ['signed-out', 'signing-in', 'online', 'reconnecting'] as const;
export const connectionStatus = z.enum(connectionStatuses);
/** How a window's connection to the call server is. */
export type ConnectionStatus = z.infer<typeof connectionStatus>;

export const appInfo = z.strictObject({
  version: z.string(),
  platform: z.enum(['linux', 'win32', 'darwin', 'other']),
  /** Versions of what the app runs on, for diagnostics. */
  runtime: z.string(),
  /** Identifies this installation towards the call server. */
  deviceId: z.string().min(8).max(64),
  /** Things the user should read once, in plain words (a settings file set aside, for example). */
  notices: z.array(z.string()),
  /** The calls that a renderer which died was in, the active one first: rejoin each with its microphone and hold as they were. */
  resume: z.array(callSnapshot),
  /**
   * Calls that are over here, but whose end the server may not have heard of, since the renderer no longer answered or
   * the app ended: the server may still count this device in. Leave them (`session.leave`) as soon as signed in, never
   * rejoin them.
   */
  leave: z.array(callId),
  /** How the secrets of the account are kept: by the system, or with a key that anyone on this machine knows. */
  secretStorage: z.enum(['system', 'weak', 'none']),
  /** Result of registering the mute shortcut. */
  muteShortcutRegistered: z.boolean(),
});
export type AppInfo = z.infer<typeof appInfo>;

const nothing = z.undefined();

export const invokes = {
  'ongoing-call:launch': { request: callSnapshot, reply: nothing },
  'ongoing-call:update': { request: callSnapshot, reply: nothing },
  /** With the reason, where there is one to tell. */
  'ongoing-call:abort': { request: z.strictObject({ callId, reason: endReason.optional() }), reply: nothing },
  /** This call is the active one, now or as soon as it is launched; with `null` main decides. */
  'ongoing-call:activate': { request: callId.nullable(), reply: nothing },
  /** From the mini window: a command for the call. */
  'call:command': { request: callCommand, reply: nothing },
  /** Shows and focuses the main window. */
  'window:show-main': { request: nothing, reply: nothing },
  'account:load': { request: nothing, reply: account.nullable() },
  'account:save': { request: account, reply: nothing },
  'account:forget': { request: nothing, reply: nothing },
  'settings:load': { request: nothing, reply: settings },
  'settings:save': { request: settings.partial(), reply: settings },
  'app:info': { request: nothing, reply: appInfo },
  /** At every change of the connection to the call server. */
  'connection:set': { request: connectionStatus, reply: nothing },
  /** Of the preload's own: its listeners are there, queued notices can come. */
  'window:ready': { request: nothing, reply: nothing },
  /** Of the preload's own: the answer to `window:ping`. */
  'window:pong': { request: nothing, reply: nothing },
} as const;
export type Invokes = typeof invokes;
export type InvokeName = keyof Invokes;
export type InvokeRequest<N extends InvokeName> = z.infer<Invokes[N]['request']>;
export type InvokeReply<N extends InvokeName> = z.infer<Invokes[N]['reply']>;

export const notices = {
  /** A command for the call, from any surface. */
  'ongoing-call:command': callCommand,
  /** The calls as the mini window shows them. */
  'ongoing-call:snapshot': callsSnapshot,
  'settings:changed': settings,
  /** Whether a person can see this window: nothing needs drawing while not. */
  'window:visible': z.boolean(),
  /** A `holdfast:` link was opened. */
  'link:open': z.string().max(10_000),
  /** Somebody at a terminal wants to call, or to join a session. */
  'session:wish': sessionWish,
  /** The machine woke up or a network came back: connect at once, do not wait for a timeout. */
  'power:resumed': nothing,
  /** Is anybody there? Answered by the preload. */
  'window:ping': nothing,
} as const;
export type Notices = typeof notices;
export type NoticeName = keyof Notices;
export type NoticeOf<N extends NoticeName> = z.infer<Notices[N]>;

export const failureCodes = ['bad-request', 'forbidden-sender', 'no-such-call', 'storage-failed', 'internal'] as const;
export type FailureCode = (typeof failureCodes)[number];
/** The outcome of an invoke; never `undefined`, never a thrown error. */
export type Result<T> = { ok: true; value: T } | { ok: false; error: { code: FailureCode; message: string } };
