/** Writes what is installed beside Electron's own executable: the launchers that answer `holdfast ctl` and `--help`. */
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { writeLaunchers } from './launcher/launchers.ts';

export default function beforePack({ packager }) {
  const folder = join(packager.projectDir, 'out/launcher');
  rmSync(folder, { recursive: true, force: true });
  writeLaunchers(folder, packager.appInfo.version);
}
