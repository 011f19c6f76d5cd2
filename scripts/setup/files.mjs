/** Files that are either wholly there or not at all, however the process ends. */
import { copyFileSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

/** Has `write` make a file beside `path`, then moves it into place in one step. */
function intoPlace(path, write) {
  mkdirSync(dirname(path), { recursive: true });
  const draft = `${path}.${process.pid}.draft`;
  try {
    write(draft);
    renameSync(draft, path);
  } finally {
    rmSync(draft, { force: true });
  }
}

export const writeJson = (path, value) =>
  intoPlace(path, (draft) => writeFileSync(draft, `${JSON.stringify(value, null, 2)}\n`));

export const copyIntoPlace = (from, path) => intoPlace(path, (draft) => copyFileSync(from, draft));

/** The file's content, or `null` when there is none or it is not JSON. */
export function readJson(path) {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    return null;
  }
}
