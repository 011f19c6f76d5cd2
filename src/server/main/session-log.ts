import type { Logger } from 'pino';
import type { SessionLog } from '../sessions/session-log.ts';

/** A line for each, at `info`. */
export function sessionLog(logger: Logger): SessionLog {
  return {
    note: ({ happened, ...about }) => {
      const who = 'participantId' in about ? 'participant' : 'session';
      logger.info(about, `${who} ${happened}`);
    },
  };
}
