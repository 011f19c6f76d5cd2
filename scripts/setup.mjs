/** `npm run setup`: everything that start, test and demo need; tries again what could not be had before. */
import { setUp } from './setup/index.mjs';
import { reportFailure } from './setup/step.mjs';

try {
  await setUp({ retry: true, programs: ['tests', 'demo'] });
} catch (error) {
  reportFailure(error);
  process.exitCode = 1;
}
