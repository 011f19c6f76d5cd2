/** `npm run build`: bundles the app into out/. */
import { buildApp } from './setup/build-app.mjs';
import { setUp } from './setup/index.mjs';
import { reportFailure } from './setup/step.mjs';

try {
  await setUp();
  await buildApp({ always: true });
} catch (error) {
  reportFailure(error);
  process.exitCode = 1;
}
