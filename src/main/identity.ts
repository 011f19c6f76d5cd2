import { mkdirSync } from 'node:fs';
import type { App } from 'electron';

/** Windows knows the app by this: notifications and the taskbar's group. On Linux `desktopName` in package.json says it. */
export const appId = 'app.holdfast.Holdfast';

/** Who this app is, and where its data is: before anything asks, above all before the single-instance lock. */
export function setIdentity(
  app: Pick<App, 'setName' | 'setAppUserModelId' | 'setPath'>,
  userDataDir: string | null,
): void {
  app.setName('Holdfast');
  app.setAppUserModelId(appId);
  if (userDataDir === null) return;
  // Electron refuses a folder that is not there.
  mkdirSync(userDataDir, { recursive: true });
  app.setPath('userData', userDataDir);
}
