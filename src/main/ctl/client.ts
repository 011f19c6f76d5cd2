import { readFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { words } from '../../shared/words.ts';
import {
  type CtlPrinted,
  type CtlQuestion,
  ctlAddressFile,
  ctlExit,
  ctlUsage,
  maxAnswer,
  questionOf,
  readAnswer,
} from './protocol.ts';

/** Longer than any answer takes, ms. */
const answerWithinMs = 6_000;

/** What to print, and what to end with. */
export type CtlOutcome = { code: number; out: string; err: string };

/**
 * Runs `holdfast ctl WORDS` against the copy that keeps its data in `userData`. Installed, the launcher answers in its
 * place (packaging/launcher): this is for what starts the app's own executable.
 */
export async function runCtl(given: {
  words: readonly string[];
  json: boolean;
  userData: string;
}): Promise<CtlOutcome> {
  const question = questionOf(given.words, given.json ? 'json' : 'text');
  if (question === null) return { code: ctlExit.usage, out: '', err: ctlUsage };
  const answer = await ask(given.userData, question);
  if (answer === null) return { code: ctlExit.notRunning, out: '', err: `${words.ctl.notRunning}\n` };
  const line = `${answer.text}\n`;
  return answer.code === ctlExit.done || given.json
    ? { code: answer.code, out: line, err: '' }
    : { code: answer.code, out: '', err: line };
}

/** The answer of the running copy, `null` where there is none. */
async function ask(userData: string, question: CtlQuestion): Promise<CtlPrinted | null> {
  const address = await readFile(ctlAddressFile(userData), 'utf8').catch(() => null);
  if (address === null) return null;
  return new Promise((resolve) => {
    const socket = connect(address.trimEnd());
    let text = '';
    socket.setEncoding('utf8');
    socket.setTimeout(answerWithinMs, () => socket.destroy());
    socket.on('connect', () => socket.write(`${JSON.stringify(question)}\n`));
    socket.on('data', (chunk: string) => {
      text += chunk;
      if (text.length > maxAnswer) socket.destroy();
    });
    socket.on('error', () => resolve(null));
    socket.on('close', () => resolve(readAnswer(text)));
  });
}
