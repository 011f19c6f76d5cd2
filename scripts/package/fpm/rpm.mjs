/** An .rpm with `rpmbuild`. */
import { execFileSync } from 'node:child_process';
import { copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { entriesOf, withTree } from './tree.mjs';

/** What rpm calls Debian's. */
const architectures = { amd64: 'x86_64', arm64: 'aarch64', armhf: 'armv7hl' };

/** Folders that other packages own. */
const foldersOfTheSystem = /^\/(opt|usr(\/(bin|share(\/(applications|mime(\/packages)?|icons(\/.*)?))?)?)?)$/u;

/** @param {import('./arguments.mjs').Asked} asked */
export function buildRpm(asked) {
  withTree(asked.contents, ({ tree, scratch }) => {
    const spec = join(scratch, 'package.spec');
    writeFileSync(spec, specOf(asked, entriesOf(tree)));
    const define = (name, value) => ['--define', `${name} ${value}`];
    execFileSync(
      'rpmbuild',
      [
        '-bb',
        '--quiet',
        ...define('_topdir', join(scratch, 'rpmbuild')),
        ...define('_rpmdir', scratch),
        ...define('_rpmfilename', 'built.rpm'),
        // The files come as they are: nothing is stripped, compressed or byte-compiled.
        ...define('__os_install_post', '%{nil}'),
        ...define('_build_id_links', 'none'),
        ...define('_binary_payload', 'w6.xzdio'),
        ...['--target', architectures[asked.architecture] ?? asked.architecture, '--buildroot', tree, spec],
      ],
      { stdio: ['ignore', 'ignore', 'inherit'] },
    );
    copyFileSync(join(scratch, 'built.rpm'), asked.package);
  });
}

/**
 * https://rpm-software-management.github.io/rpm/manual/spec.html
 * @param {import('./arguments.mjs').Asked} asked
 * @param {readonly { path: string, isFolder: boolean }[]} entries
 */
export function specOf(asked, entries) {
  const [firstLine] = asked.description.split('\n');
  const header = {
    Name: asked.name,
    Version: asked.version,
    Release: asked.iteration ?? '1',
    Summary: asked.summary ?? firstLine,
    License: asked.license ?? 'unknown',
    URL: asked.url,
    Vendor: asked.vendor,
    Packager: asked.maintainer,
    // What it needs is said; what is bundled serves nobody else.
    AutoReqProv: 'no',
  };
  const requires = asked.depends.map((depends) => `Requires: ${depends}`);
  const files = entries
    .filter(({ path, isFolder }) => !isFolder || !foldersOfTheSystem.test(path))
    .map(({ path, isFolder }) => `${isFolder ? '%dir ' : ''}"${path}"`);
  const script = (section, file) =>
    file === undefined ? [] : [section, readFileSync(file, 'utf8').replaceAll('%', '%%').trimEnd(), ''];
  return [
    ...Object.entries(header)
      .filter(([, value]) => value !== undefined)
      .map(([field, value]) => `${field}: ${value}`),
    ...requires,
    '',
    '%description',
    asked.description.trim(),
    '',
    ...script('%post', asked.afterInstall),
    ...script('%postun', asked.afterRemove),
    '%files',
    '%defattr(-,root,root,-)',
    ...files,
    '',
  ].join('\n');
}
