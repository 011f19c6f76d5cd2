/** A .deb with `dpkg-deb`. */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmodSync, copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { entriesOf, installedKiB, withTree } from './tree.mjs';

/** @param {import('./arguments.mjs').Asked} asked */
export function buildDeb(asked) {
  withTree(asked.contents, ({ tree }) => {
    const sums = entriesOf(tree)
      .filter(({ isFile }) => isFile)
      .map(({ path }) => `${md5(join(tree, path))}  ${path.slice(1)}\n`);
    const control = join(tree, 'DEBIAN');
    const kiB = installedKiB(tree);
    mkdirSync(control);
    writeFileSync(join(control, 'control'), controlOf(asked, kiB));
    writeFileSync(join(control, 'md5sums'), sums.join(''));
    for (const [script, name] of [
      [asked.afterInstall, 'postinst'],
      [asked.afterRemove, 'postrm'],
    ]) {
      if (script === undefined) continue;
      copyFileSync(script, join(control, name));
      chmodSync(join(control, name), 0o755);
    }
    execFileSync('dpkg-deb', ['--root-owner-group', '-Zxz', '--build', tree, asked.package], { stdio: 'inherit' });
  });
}

/**
 * https://www.debian.org/doc/debian-policy/ch-controlfields.html
 * @param {import('./arguments.mjs').Asked} asked
 * @param {number} kiB when installed
 */
export function controlOf(asked, kiB) {
  const [summary, ...rest] = asked.description.split('\n');
  const fields = {
    Package: asked.name,
    Version: asked.iteration === undefined ? asked.version : `${asked.version}-${asked.iteration}`,
    License: asked.license,
    Vendor: asked.vendor,
    Architecture: asked.architecture,
    Maintainer: asked.maintainer,
    'Installed-Size': kiB,
    Depends: asked.depends.join(', '),
    Recommends: asked.recommends.join(', '),
    Section: asked.category ?? 'net',
    Priority: asked['deb-priority'] ?? 'optional',
    Homepage: asked.url,
    // A line of a field that goes on begins with a space; one that is empty holds a dot.
    Description: [summary, ...rest.map((line) => (line.trim() === '' ? ' .' : ` ${line.trim()}`))].join('\n'),
  };
  return Object.entries(fields)
    .filter(([, value]) => value !== undefined && value !== '')
    .map(([field, value]) => `${field}: ${value}\n`)
    .join('');
}

const md5 = (file) => createHash('md5').update(readFileSync(file)).digest('hex');
