import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { electronLine } from '../../../scripts/setup/electron.mjs';
import { chooseElectron, projectRoot } from './electron.ts';

/** Before all tests: says which Electron they use, and refuses to test what has not been built. */
export default function announce(): void {
  process.stdout.write(`${electronLine(chooseElectron())}\n`);
  if (!existsSync(join(projectRoot, 'out/main/index.js'))) {
    throw new Error('The app is not built: run npm test, or npm run build.');
  }
}
