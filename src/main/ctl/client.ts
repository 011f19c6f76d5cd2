import { connect } from 'node:net';
import { words } from '../../shared/words.ts';
import { type CtlAnswer, type CtlVerb, ctlAnswer, ctlVerbs, maxLine } from './protocol.ts';

/** What `holdfast ctl` ends with. */
export const ctlExit = { done: 0, refused: 1, usage: 2, notRunning: 3 } as const;

/** Longer than any answer takes, ms. */
const answerWithinMs = 6_000;

export type CtlOutput = { out: (text: string) => void; err: (text: string) => void };

/** Runs `holdfast ctl WORDS` against the copy at `address`; prints the answer, yields the exit code. */
export async function runCtl(
  given: { words: readonly string[]; json: boolean; address: string; now?: () => number },
  { out, err }: CtlOutput,
): Promise<number> {
  const verb = ctlVerbs.find((known) => known === given.words[0]);
  if (verb === undefined || given.words.length !== 1) {
    err(`Usage: holdfast ctl ${ctlVerbs.join('|')} [--json] [--user-data-dir DIR]\n`);
    return ctlExit.usage;
  }
  const answer = await ask(given.address, verb);
  if (answer === null) {
    err(`${words.ctl.notRunning}\n`);
    return ctlExit.notRunning;
  }
  if (given.json) {
    out(`${JSON.stringify(answer)}\n`);
    return answer.ok ? ctlExit.done : ctlExit.refused;
  }
  if (!answer.ok) {
    err(`${answer.error.message}\n`);
    return ctlExit.refused;
  }
  const now = (given.now ?? Date.now)();
  out(`${answer.call === null ? words.ctl.noCall : words.ctl.status(answer.call, now)}\n`);
  return ctlExit.done;
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
