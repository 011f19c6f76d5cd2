/** All that is promised, in the order in which it is looked at. */
import { app } from './areas/app.ts';
import { bounds } from './areas/bounds.ts';
import { closing } from './areas/closing.ts';
import { exit } from './areas/exit.ts';
import { ipc } from './areas/ipc.ts';
import { navigation } from './areas/navigation.ts';
import { preload } from './areas/preload.ts';
import { quitting } from './areas/quitting.ts';
import { singleInstance } from './areas/single-instance.ts';
import { visibility } from './areas/visibility.ts';
import { webContents } from './areas/web-contents.ts';
import { windowManager } from './areas/window-manager.ts';
import { windows } from './areas/windows.ts';
import type { Area } from './contract.ts';

export const areas: readonly Area[] = [
  app,
  singleInstance,
  quitting,
  exit,
  windows,
  closing,
  bounds,
  windowManager,
  visibility,
  webContents,
  navigation,
  ipc,
  preload,
];
