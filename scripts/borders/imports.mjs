/** What files import, read from their syntax. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import { parseSync } from 'vite';

/** @typedef {{ to: string, names: string[], typeOnly: boolean }} Import `to`: a path from the root, or a package. */

/**
 * @param {string} file Path from the root, with forward slashes.
 * @param {string} text
 * @returns {{ specifier: string, names: string[], typeOnly: boolean }[]}
 */
export function readImports(file, text) {
  const { module, errors } = parseSync(file, text);
  if (errors.length > 0) throw new Error(`${file}: ${errors[0].message}`);
  const named = (entries) => entries.flatMap((entry) => entry.importName.name ?? []);
  const fromImports = module.staticImports.map(({ moduleRequest, entries }) => ({
    specifier: moduleRequest.value,
    names: named(entries),
    typeOnly: entries.length > 0 && entries.every((entry) => entry.isType),
  }));
  const fromExports = module.staticExports.flatMap(({ entries }) =>
    entries
      .filter((entry) => entry.moduleRequest !== null)
      .map((entry) => ({ specifier: entry.moduleRequest.value, names: named([entry]), typeOnly: entry.isType })),
  );
  const dynamic = module.dynamicImports.map(({ moduleRequest: { start, end } }) => ({
    specifier: /^(['"`])(.*)\1$/s.exec(text.slice(start, end))?.[2] ?? '',
    names: [],
    typeOnly: false,
  }));
  return [...fromImports, ...fromExports, ...dynamic].filter(({ specifier }) => specifier !== '');
}

/** A relative specifier as a path from the root; anything else as it is. Queries of the bundler (`?url`) are cut. */
export function resolveImport(file, specifier) {
  const bare = specifier.replace(/\?.*$/, '');
  return bare.startsWith('.')
    ? relative('.', join(dirname(file), bare))
        .split(sep)
        .join('/')
    : bare;
}

/** Texts of every TypeScript and JavaScript file under `folders`, by path from the root. @returns {Map<string, string>} */
export function textsOf(root, folders) {
  const texts = new Map();
  for (const folder of folders) {
    if (!existsSync(join(root, folder))) continue;
    for (const entry of readdirSync(join(root, folder), { recursive: true })) {
      if (!/\.[cm]?[jt]sx?$/.test(entry)) continue;
      const file = join(folder, entry).split(sep).join('/');
      texts.set(file, readFileSync(join(root, file), 'utf8'));
    }
  }
  return texts;
}

/** @param {Map<string, string>} texts @returns {Map<string, Import[]>} */
export function importsOf(texts) {
  const read = (file, text) =>
    readImports(file, text).map(({ specifier, ...rest }) => ({ to: resolveImport(file, specifier), ...rest }));
  return new Map([...texts].map(([file, text]) => [file, read(file, text)]));
}
