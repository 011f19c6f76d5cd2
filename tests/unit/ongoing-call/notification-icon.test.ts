import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { expect, it } from 'vitest';
import { notificationIcon } from '../../../src/main/platform/linux/notification-icon.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { FakeLog } from './fixtures.ts';

const desktopEntry = 'app.holdfast.Holdfast';

function setUp(installedIn: string | null, archived = false) {
  const root = temporaryFolder();
  const inRoot = (name: string) => join(root, name);
  if (installedIn) {
    mkdirSync(join(root, installedIn, 'applications'), { recursive: true });
    writeFileSync(join(root, installedIn, 'applications', `${desktopEntry}.desktop`), '');
  }
  const app = inRoot(archived ? 'app.asar' : 'app');
  mkdirSync(app);
  const image = join(app, 'icon.png');
  writeFileSync(image, 'an icon');
  const log = new FakeLog();
  const find = (env: Record<string, string>) => notificationIcon({ env, desktopEntry, image, folder: root, log });
  return { inRoot, image, log, find };
}

it.each(['.local/share', 'own', 'usr/share'])('is the name of an app that is installed in %s', (where) => {
  const { find, inRoot } = setUp(where);
  const own: Record<string, string> = where === 'own' ? { XDG_DATA_HOME: inRoot('own') } : {};
  expect(find({ HOME: inRoot(''), XDG_DATA_DIRS: `${inRoot('nowhere')}:${inRoot('usr/share')}`, ...own })).toBe(
    desktopEntry,
  );
});

it('is the file of an app that is not installed', () => {
  const { find, image, inRoot } = setUp(null);
  expect(find({ HOME: inRoot(''), XDG_DATA_DIRS: inRoot('usr/share') })).toBe(pathToFileURL(image).href);
});

it('is a copy that others can read where the app is in an archive, as in an AppImage', () => {
  const { find, inRoot } = setUp(null, true);
  const icon = fileURLToPath(find({ HOME: inRoot(''), XDG_DATA_DIRS: inRoot('usr/share') }));
  expect(icon).not.toContain('.asar');
  expect(readFileSync(icon, 'utf8')).toBe('an icon');
});

it('is no trouble where it cannot be had', () => {
  const { log, inRoot } = setUp(null);
  const env = { HOME: inRoot(''), XDG_DATA_DIRS: inRoot('usr/share') };
  const image = inRoot('gone.asar/icon.png');
  expect(notificationIcon({ env, desktopEntry, image, folder: inRoot(''), log })).toBe(desktopEntry);
  expect(log.lines).toHaveLength(1);
});
