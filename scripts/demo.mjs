/** `npm run demo`: plays the main job with nobody at the screen and reports what was heard and seen. */
import { demo } from './demo/run.mjs';
import { reportFailure } from './setup/step.mjs';

try {
  process.exitCode = await demo();
} catch (error) {
  reportFailure(error);
  process.exitCode = 1;
}
