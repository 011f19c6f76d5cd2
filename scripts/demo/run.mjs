/** The demo, for `npm run demo` and for `npm start` where there is no display. */
import { join } from 'node:path';
import { root } from '../setup/paths.mjs';
import { runUnattended } from '../setup/unattended.mjs';

/** @returns {Promise<number>} Exit code: 0 only if all of it happened. */
export const demo = () =>
  runUnattended({
    step: 'playing the demo',
    entry: join(root, 'scripts/demo/main.ts'),
    insteadDo: 'run "npm start" instead, and "npm start -- --second" for somebody to call',
  });
