/** What a promise of Electron is: one statement with its source, and how it is seen to hold on the Electron that runs. */
import type * as Electron from 'electron';
import type { Desk, Where } from './desk.ts';

/** Why a promise cannot be seen here, or `null` where it can. */
export type Elsewhere = (where: Where) => string | null;

type Said = {
  /** Where Electron says it: a case of its specs, a page of its documentation or a source file, by its path in its repository. */
  source: string;
  unless?: Elsewhere;
};

/** A promise that is looked at within an app that runs, beside others. Its check throws where it is broken. */
export type AppPromise = Said &
  ({ when: 'before ready'; check(here: Early): void } | { when?: never; check(here: Here): void | Promise<void> });

/** A promise about a process as a whole: how it starts and ends, or what it says to another one. */
export type ProcessPromise = Said & { check(outcome: Outcome): void };

/** How a process went. */
export type Outcome = {
  /** What its main process told, in order. */
  told: readonly unknown[];
  code: number | null;
  signal: NodeJS.Signals | null;
  output: string;
};

/** A process that is started for the promises which are seen in it. */
export type Start = {
  /** More for its command line. */
  words?: readonly string[];
  /** Runs in Electron's main process as the entry of its app, which waits at its top for what this waits for. */
  main(app: StartedApp): void | Promise<void>;
  /** What happens to it from outside. Default: it ends by itself. */
  meanwhile?(running: RunningApp): Promise<void>;
  promises: Record<string, ProcessPromise>;
};

export type StartedApp = {
  electron: typeof Electron;
  /** Is written down before this returns, whatever becomes of the process. */
  tell(what: unknown): void;
};

export type RunningApp = {
  /** Resolves once it has told this. @throws when it does not in time. */
  hasTold(what: unknown): Promise<void>;
  kill(signal: NodeJS.Signals): void;
  /** Starts it once more beside itself, with these words, and waits for the end of that one. */
  again(...args: string[]): Promise<Outcome>;
};

/** Promises about one part of Electron. */
export type Area = {
  name: string;
  promises: Record<string, AppPromise>;
  /** By the name that their processes are started with. */
  starts?: Record<string, Start>;
};

export type WindowOptions = Electron.BrowserWindowConstructorOptions;

/** What a check has before the app is ready. */
export type Early = { electron: typeof Electron; where: Where };

/** What a check has within the app. What it opens is taken away after it. */
export type Here = Early & {
  desk: Desk;
  preload: string;
  /** A window without a page, out of sight unless the options say otherwise. */
  emptyWindow(options?: WindowOptions): Electron.BrowserWindow;
  /** A window in which a page of the app has loaded. */
  openWindow(options?: WindowOptions, page?: string): Promise<Electron.BrowserWindow>;
  /** One that stays, with a page and out of sight: for checks that change nothing in it. */
  sharedWindow(): Promise<Electron.BrowserWindow>;
  /** Called and waited for after the check, also when it throws; the last that was given first. */
  after(undo: () => unknown): void;
};

/** What became of one promise. */
export type Verdict = { area: string; statement: string } & (
  | { outcome: 'kept' }
  | { outcome: 'broken'; seen: string }
  | { outcome: 'skipped'; why: string }
);
