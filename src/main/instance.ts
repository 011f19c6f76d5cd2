/** One copy of the app for each folder of data; a second one hands its wishes to the first and ends. */
import type { App } from 'electron';
import { z } from 'zod';
import { check } from '../shared/check.ts';
import { sessionWish } from '../shared/session-wish.ts';
import type { Log } from './ongoing-call/ports.ts';

const wishes = z.object({
  hidden: z.boolean(),
  links: z.array(z.string().max(10_000)).max(16),
  session: sessionWish.nullable(),
});
/** What a second copy was started for. Sent as data: the order of its arguments does not survive the way. */
export type Wishes = z.infer<typeof wishes>;

/** Of a copy that is started with more than that. */
export const wishesOf = ({ hidden, links, session }: Wishes): Wishes => ({ hidden, links, session });

/** Whether this copy is the first. Its folder of data must have been set before. */
export function becomeFirst(app: Pick<App, 'requestSingleInstanceLock'>, mine: Wishes): boolean {
  return app.requestSingleInstanceLock(mine);
}

export function onSecondInstance(app: Pick<App, 'on'>, log: Log, listener: (theirs: Wishes) => void): void {
  app.on('second-instance', (_event, _argv, _workingDirectory, data) => {
    const parsed = check(wishes, data);
    if (!parsed.success) log.warn('A second copy sent something else than its wishes: only showing the window.');
    listener(parsed.success ? parsed.data : { hidden: false, links: [], session: null });
  });
}
