/** The files of a package, laid out as they are installed. */
import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/**
 * @template T
 * @param {readonly { from: string, to: string }[]} contents
 * @param {(folders: { tree: string, scratch: string }) => T} use with the installed files in `tree`; both are gone afterwards
 * @returns {T}
 */
export function withTree(contents, use) {
  const scratch = mkdtempSync(join(tmpdir(), 'holdfast-package-'));
  const tree = join(scratch, 'tree');
  try {
    for (const { from, to } of contents) {
      const target = join(tree, to);
      mkdirSync(dirname(target), { recursive: true });
      cpSync(from, target, { recursive: true, verbatimSymlinks: true });
    }
    return use({ tree, scratch });
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

/** What is in a folder, as paths from it, folders before what is in them. @param {string} folder */
export function entriesOf(folder) {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .map((entry) => ({
      path: join(entry.parentPath, entry.name).slice(folder.length),
      isFolder: entry.isDirectory(),
      isFile: entry.isFile(),
    }))
    .sort((a, b) => (a.path < b.path ? -1 : 1));
}

/** KiB on a disk of 4 KiB blocks. @param {string} folder */
export function installedKiB(folder) {
  const kiB = entriesOf(folder).map(({ path, isFile }) =>
    isFile ? Math.ceil(statSync(join(folder, path)).size / 4096) * 4 : 4,
  );
  return kiB.reduce((sum, each) => sum + each, 0);
}
