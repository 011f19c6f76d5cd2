/** Where this folder's code writes what a developer may want to know; a desktop app's main process collects it. */
export type Log = Pick<Console, 'warn' | 'error'>;

export const log: Log = console;
