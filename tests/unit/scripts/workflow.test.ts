/** The workflow for whoever hosts this: its `npm` commands exist, its actions are pinned, and it may only read. */
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { root } from '../../../scripts/setup/paths.mjs';
import { packageGroups } from '../../../scripts/setup/system-packages.mjs';
import { selectParts } from '../../../scripts/test/parts.mjs';

type Step = { name?: string; uses?: string; run?: string; if?: string; with?: Record<string, unknown> };
type Job = {
  name: string;
  'runs-on': string;
  'timeout-minutes': number;
  strategy?: { 'fail-fast': boolean; matrix: { os: string[] } };
  steps: Step[];
};
type Workflow = {
  name: string;
  on: Record<string, unknown>;
  permissions: Record<string, string>;
  concurrency: { group: string; 'cancel-in-progress': boolean };
  env: Record<string, string>;
  jobs: Record<string, Job>;
};

const text = readFileSync(join(root, '.github/workflows/check.yml'), 'utf8');
const { load } = createRequire(createRequire(import.meta.url).resolve('electron-builder'))('js-yaml') as {
  load: (text: string) => unknown;
};
const workflow = load(text) as Workflow;
const jobs = Object.entries(workflow.jobs);
const steps = jobs.flatMap(([job, { steps: of }]) => of.map((step) => ({ job, ...step })));
const commands = steps.flatMap(({ run }) => (run === undefined ? [] : [run]));
const onLinux = jobs.filter(([, job]) => job['runs-on'].startsWith('ubuntu'));

/** https://json.schemastore.org/github-workflow.json, of what is used here. */
const keys = {
  workflow: ['name', 'on', 'permissions', 'concurrency', 'env', 'jobs'],
  job: ['name', 'runs-on', 'timeout-minutes', 'strategy', 'steps'],
  step: ['name', 'uses', 'run', 'if', 'with'],
};
const strangers = (object: object, known: string[]) => Object.keys(object).filter((key) => !known.includes(key));

describe('the workflow', () => {
  test('has only keys that there are, and a step either uses or runs', () => {
    expect(strangers(workflow, keys.workflow)).toEqual([]);
    for (const [, job] of jobs) expect(strangers(job, keys.job)).toEqual([]);
    for (const { job: _job, ...step } of steps) {
      expect(strangers(step, keys.step)).toEqual([]);
      expect([step.uses, step.run].filter((each) => each !== undefined)).toHaveLength(1);
    }
    expect(strangers(workflow.on, ['push', 'pull_request', 'workflow_dispatch'])).toEqual([]);
  });

  test('runs on the three systems, with Electron\u2019s own binary, and ends', () => {
    const systems = jobs.flatMap(([, job]) => job.strategy?.matrix.os ?? [job['runs-on']]);
    // A version of its own each: `latest` changes under us.
    expect(systems.every((system) => /^(ubuntu|windows|macos)-\d/u.test(system))).toBe(true);
    expect(new Set(systems.map((system) => system.split('-')[0]))).toEqual(new Set(['ubuntu', 'windows', 'macos']));
    expect(workflow.env.HOLDFAST_ELECTRON).toBe('own');
    for (const [, job] of jobs) expect(job['timeout-minutes']).toBeGreaterThan(0);
  });

  test('may only read, keeps no token and knows no secret', () => {
    expect(workflow.permissions).toEqual({ contents: 'read' });
    expect(text).not.toMatch(/secrets\.|github\.token|GITHUB_TOKEN|pull_request_target/u);
    for (const { uses, with: given } of steps) {
      if (uses?.startsWith('actions/checkout')) expect(given).toMatchObject({ 'persist-credentials': false });
    }
  });

  test('pins each action to a commit, and says which version that is', () => {
    const pins = text.split('\n').filter((line) => line.includes('uses:'));
    expect(pins.length).toBe(steps.filter(({ uses }) => uses !== undefined).length);
    for (const line of pins) expect(line).toMatch(/uses: actions\/[a-z-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/u);
  });

  test('runs commands that package.json has, with parts that npm test has', () => {
    const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { scripts: object };
    const npm = commands.flatMap((command) => (command.startsWith('npm ') ? [command] : []));
    // On Wayland another command follows.
    const all = npm.flatMap((command) => command.split(/(?<=on-wayland) -- /u));
    for (const command of all) {
      const [, run, name = run] = /^npm (?:(test)|run ([a-z-]+))/u.exec(command) ?? [];
      expect(Object.keys(scripts)).toContain(name);
      const parts = /^npm test -- (.*)$/u.exec(command)?.[1]?.split(' ') ?? [];
      expect(() => selectParts(parts)).not.toThrow();
    }
    expect(npm.length).toBeGreaterThan(0);
    for (const name of Object.values(scripts).map((script) => String(script).split(' ')[2])) {
      expect(existsSync(join(root, `scripts/${name}.mjs`))).toBe(true);
    }
    // What is not npm is what an installed package has, or needs.
    const others = commands.filter((command) => !command.startsWith('npm '));
    for (const command of others) expect(command).toMatch(/^sudo (apt-get update && sudo apt-get install|sysctl) /u);
  });

  test('installs on Linux what the set-up asks for where it may not install by itself', () => {
    for (const [, { steps: of }] of onLinux) {
      const installed = of.flatMap(({ run = '' }) => (run.includes('apt-get install') ? run.trim().split(/\s+/u) : []));
      const wanted = Object.keys({ ...packageGroups.tests, ...packageGroups.demo });
      // Comes with these machines, under the name that is looked for; Ubuntu's own is a snap.
      expect(wanted.filter((name) => !installed.includes(name))).toEqual(['chromium']);
    }
  });

  test('covers the main job on Wayland, the packaged app on each system, and everything on one', () => {
    const of = (job: string) => steps.filter((step) => step.job === job).map(({ run }) => run);
    expect(of('linux-x11')).toEqual(expect.arrayContaining(['npm test', 'npm run package']));
    expect(of('linux-wayland')).toContain('npm run on-wayland -- npm test -- contract smoke');
    const elsewhere = ['types', 'unit', 'contract', 'smoke', 'packaged'];
    const tested = of('windows-and-macos').flatMap((run) => (run?.startsWith('npm test') ? run.split(' ') : []));
    expect(elsewhere.filter((part) => !tested.includes(part))).toEqual([]);
  });
});
