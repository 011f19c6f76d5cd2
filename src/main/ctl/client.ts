import { connect } from 'node:net';
import { words } from '../../shared/words.ts';
import { type CtlAnswer, type CtlVerb, ctlAnswer, ctlVerbs, maxLine } from './protocol.ts';

/** What `holdfast ctl` ends with. */
export const ctlExit = { done: 0, refused: 1, usage: 2, notRunning: 3 } as const;

/** Longer than any answer takes, ms. */
const answerWithinMs = 6_000;

/** What to print, and what to end with. */
export type CtlOutcome = { code: number; out: string; err: string };

/** Runs `holdfast ctl WORDS` against the copy at `address`. */
export async function runCtl(given: {
  words: readonly string[];
  json: boolean;
  address: string;
  now?: () => number;
}): Promise<CtlOutcome> {
  const verb = ctlVerbs.find((known) => known === given.words[0]);
  if (verb === undefined || given.words.length !== 1) {
    const err = `Usage: holdfast ctl ${ctlVerbs.join('|')} [--json] [--user-data-dir DIR]\n`;
    return { code: ctlExit.usage, out: '', err };
  }
  const answer = await ask(given.address, verb);
  if (answer === null) return { code: ctlExit.notRunning, out: '', err: `${words.ctl.notRunning}\n` };
  const code = answer.ok ? ctlExit.done : ctlExit.refused;
  if (given.json) return { code, out: `${JSON.stringify(answer)}\n`, err: '' };
  if (!answer.ok) return { code, out: '', err: `${answer.error.message}\n` };
  const now = (given.now ?? Date.now)();
  const status = answer.call === null ? words.ctl.noCall : words.ctl.status(answer.call, now);
  return { code, out: `${status}\n`, err: '' };
}

/** The answer of the running copy, `null` where there is none. */
function ask(address: string, verb: CtlVerb): Promise<CtlAnswer | null> {
  return new Promise((resolve) => {
    const socket = connect(address);
    let text = '';
    socket.setEncoding('utf8');
    socket.setTimeout(answerWithinMs, () => socket.destroy());
    socket.on('connect', () => socket.write(`${JSON.stringify({ verb })}\n`));
    socket.on('data', (chunk: string) => {
      text += chunk;
      if (text.length > maxLine) socket.destroy();
    });
    socket.on('error', () => resolve(null));
    socket.on('close', () => resolve(readAnswer(text)));
  });
}

function readAnswer(text: string): CtlAnswer | null {
  try {
    return ctlAnswer.parse(JSON.parse(text));
  } catch {
    return null;
  }
}
