/** All that is promised, in the order in which it is looked at. */
import { app } from './areas/app.ts';
import { bounds } from './areas/bounds.ts';
import { closing } from './areas/closing.ts';
import { commandLine } from './areas/command-line.ts';
import { dialog } from './areas/dialog.ts';
import { exit } from './areas/exit.ts';
import { ipc } from './areas/ipc.ts';
import { menu } from './areas/menu.ts';
import { nativeImage } from './areas/native-image.ts';
import { navigation } from './areas/navigation.ts';
import { notification } from './areas/notification.ts';
import { permissions } from './areas/permissions.ts';
import { platforms } from './areas/platforms.ts';
import { power } from './areas/power.ts';
import { preload } from './areas/preload.ts';
import { protocol } from './areas/protocol.ts';
import { quitting } from './areas/quitting.ts';
import { screen } from './areas/screen.ts';
import { secrets } from './areas/secrets.ts';
import { shortcut } from './areas/shortcut.ts';
import { singleInstance } from './areas/single-instance.ts';
import { tray } from './areas/tray.ts';
import { visibility } from './areas/visibility.ts';
import { webContents } from './areas/web-contents.ts';
import { windowManager } from './areas/window-manager.ts';
import { windows } from './areas/windows.ts';
import type { Area } from './contract.ts';

export const areas: readonly Area[] = [
  app,
  commandLine,
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
  protocol,
  permissions,
  tray,
  menu,
  notification,
  power,
  shortcut,
  secrets,
  screen,
  dialog,
  nativeImage,
  platforms,
];
