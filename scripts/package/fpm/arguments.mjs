/** The part of fpm's command line that electron-builder uses (`app-builder-lib/out/targets/FpmTarget.js`). */
import { parseArgs } from 'node:util';

const text = { type: 'string' };
const options = {
  source: { type: 'string', short: 's' },
  type: { type: 'string', short: 't' },
  force: { type: 'boolean' },
  debug: { type: 'boolean' },
  log: text,
  depends: { type: 'string', short: 'd', multiple: true },
  architecture: text,
  'after-install': text,
  'after-remove': text,
  description: text,
  version: text,
  iteration: text,
  package: text,
  name: text,
  maintainer: text,
  vendor: text,
  url: text,
  license: text,
  category: text,
  'deb-priority': text,
  'deb-recommends': { type: 'string', multiple: true },
  'deb-compression': text,
  'rpm-os': text,
  'rpm-summary': text,
  'rpm-compression': text,
};

/**
 * @typedef {object} Asked
 * @property {string} type `deb` or `rpm`
 * @property {string} package the file to write
 * @property {string} name
 * @property {string} version
 * @property {string} architecture as Debian calls it: `amd64`
 * @property {string} maintainer
 * @property {string | undefined} url
 * @property {string | undefined} license
 * @property {string | undefined} category
 * @property {string} description its first line is a summary in a .deb
 * @property {string | undefined} summary
 * @property {readonly string[]} depends
 * @property {readonly string[]} recommends
 * @property {string | undefined} afterInstall a script
 * @property {string | undefined} afterRemove a script
 * @property {readonly { from: string, to: string }[]} contents a file to a file; a folder's contents into a folder
 */

/**
 * @param {readonly string[]} argv
 * @returns {Asked}
 * @throws Error for what fpm would not know, or what is not given.
 */
export function argumentsOf(argv) {
  const { values, positionals } = parseArgs({ args: [...argv], options, allowPositionals: true });
  if (values.source !== 'dir') throw new Error(`A package is made from a dir, not from ${values.source}.`);
  for (const needed of ['type', 'package', 'name', 'version', 'architecture', 'maintainer', 'description']) {
    if (values[needed] === undefined) throw new Error(`--${needed} is missing.`);
  }
  return {
    ...values,
    summary: values['rpm-summary'],
    depends: values.depends ?? [],
    recommends: values['deb-recommends'] ?? [],
    afterInstall: values['after-install'],
    afterRemove: values['after-remove'],
    contents: positionals.map(placed),
  };
}

function placed(given) {
  const at = given.lastIndexOf('=/');
  if (at < 1) throw new Error(`${given} does not say where it is to be installed: SOURCE=/TARGET.`);
  return { from: given.slice(0, at), to: given.slice(at + 1) };
}
