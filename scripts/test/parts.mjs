/** The parts of `npm test`, in the order in which they are shown. */
import { join } from 'node:path';
import { nodeModules, root } from '../setup/paths.mjs';
import { UsageError } from '../setup/usage.mjs';
import { fromPlaywright, fromVitest } from './counts.mjs';

export const resultsDir = join(root, 'test-results');
const script = (path) => join(nodeModules, path);

/**
 * @typedef {object} Part
 * @property {string} name What `npm test -- NAME` runs alone.
 * @property {string} title
 * @property {string[]} command Arguments for Node.
 * @property {'still' | 'alone'} load `still`: may run beside others; `alone`: measures sound and time, wants the machine.
 * @property {boolean} needsApp Needs the app in out/.
 * @property {{ file: string, env: Record<string, string>, read: (report: never) => import('./counts.mjs').Counts } | null} report
 */

function check(name, title, command) {
  return { name, title, command, load: 'still', needsApp: false, report: null };
}

function vitest(name, title, options) {
  const file = join(resultsDir, `${name}.json`);
  return {
    name,
    title,
    command: [
      script('vitest/vitest.mjs'),
      ...['run', '--project', name, '--reporter=verbose', '--reporter=json', `--outputFile.json=${file}`],
    ],
    report: { file, env: {}, read: fromVitest },
    ...options,
  };
}

/** @param {string[]} projects of playwright.config.ts */
function playwright(name, title, projects, options) {
  const file = join(resultsDir, `${name}.json`);
  return {
    name,
    title,
    command: [
      script('@playwright/test/cli.js'),
      ...['test', '--reporter=list,json', ...projects.map((project) => `--project=${project}`)],
    ],
    report: { file, env: { PLAYWRIGHT_JSON_OUTPUT_NAME: file }, read: fromPlaywright },
    ...options,
  };
}

/** @type {Part[]} */
export const parts = [
  check('lint', 'format and lint', [script('@biomejs/biome/bin/biome'), 'check', '--error-on-warnings', '.']),
  check('types', 'types', [script('typescript/bin/tsc'), '--project', '.']),
  check('types-node', 'types where there is no window', [
    script('typescript/bin/tsc'),
    ...['--project', 'tsconfig.node.json'],
  ]),
  check('borders', 'borders between the parts', ['scripts/borders.mjs']),
  check('unused', 'unused files, exports and dependencies', [script('knip/bin/knip.js'), '--no-progress']),
  vitest('unit', 'unit', { load: 'still', needsApp: false }),
  vitest('tools', 'test tools', { load: 'alone', needsApp: false }),
  vitest('contract', "Electron's contract", { load: 'alone', needsApp: false }),
  vitest('integration', 'integration and fuzz', { load: 'alone', needsApp: false }),
  vitest('packaged', 'the packaged app', { load: 'alone', needsApp: true }),
  playwright('smoke', 'smoke', ['smoke'], { load: 'alone', needsApp: true }),
  playwright('e2e', 'end to end', ['e2e'], { load: 'alone', needsApp: true }),
  playwright('gaps', 'sound without gaps', ['gaps'], { load: 'alone', needsApp: true }),
];

/** The end-to-end tests watch a Linux desktop's D-Bus and listen through PulseAudio. */
export const runsHere = (part) => !['e2e', 'gaps'].includes(part.name) || process.platform === 'linux';

/**
 * `npm test -- unit e2e -- --grep Echo`: names of parts, then what their runners get.
 * @throws {UsageError} for a name that no part has.
 */
export function selectParts(argv) {
  const end = argv.indexOf('--');
  const names = end === -1 ? argv : argv.slice(0, end);
  const extra = end === -1 ? [] : argv.slice(end + 1);
  const unknown = names.find((name) => !parts.some((part) => part.name === name));
  if (unknown !== undefined) {
    throw new UsageError(
      `npm test has no part named "${unknown}". Parts: ${parts.map((part) => part.name).join(', ')}`,
    );
  }
  return { selected: parts.filter((part) => names.length === 0 || names.includes(part.name)), extra };
}
