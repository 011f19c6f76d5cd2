/**
 * `npm run on-wayland -- COMMAND …`: runs COMMAND on a Wayland screen that nobody sits at: sway, with an output that is
 * nowhere. For what only Wayland does to windows: nobody places them, and none is told that it is minimized.
 */
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { startChild } from './setup/children.mjs';
import { reportFailure, SetupError } from './setup/step.mjs';
import { whereIs } from './setup/system-packages.mjs';
import { UsageError } from './setup/usage.mjs';

const startTimeoutMs = 20_000;

/** The name of its socket in `folder`, once it is there. */
async function socketIn(folder, compositor) {
  let isOver = false;
  compositor.ended.then(() => {
    isOver = true;
  });
  const until = Date.now() + startTimeoutMs;
  while (!isOver && Date.now() < until) {
    const socket = readdirSync(folder).find((name) => /^wayland-\d+$/u.test(name));
    if (socket !== undefined) return socket;
    await delay(50);
  }
  throw new SetupError({ step: 'starting sway', why: 'it opened no socket', todo: 'look at what it has said above' });
}

async function onWayland([command, ...args]) {
  if (command === undefined) throw new UsageError('Usage: npm run on-wayland -- COMMAND …');
  if (whereIs('sway') === null) {
    throw new SetupError({ step: 'starting sway', why: 'there is none on the PATH', todo: 'install the package sway' });
  }
  const folder = mkdtempSync(join(tmpdir(), 'holdfast-wayland-'));
  const config = join(folder, 'config');
  writeFileSync(config, 'output * resolution 1920x1080\nxwayland disable\n');
  const { DISPLAY: _x11, WAYLAND_DISPLAY: _other, SWAYSOCK: _sway, ...plain } = process.env;
  const env = { ...plain, XDG_RUNTIME_DIR: folder, XDG_SESSION_TYPE: 'wayland' };
  const headless = { WLR_BACKENDS: 'headless', WLR_RENDERER: 'pixman', WLR_LIBINPUT_NO_DEVICES: '1' };
  const compositor = startChild('sway', ['--config', config], {
    env: { ...env, ...headless },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  try {
    const WAYLAND_DISPLAY = await socketIn(folder, compositor);
    // HOLDFAST_SCREEN: the tests would look for a screen of their own.
    const child = startChild(command, args, {
      env: { ...env, WAYLAND_DISPLAY, HOLDFAST_SCREEN: 'given' },
      stdio: 'inherit',
    });
    const { code, error } = await child.ended;
    if (error) throw error;
    return code ?? 1;
  } finally {
    await compositor.end();
    rmSync(folder, { recursive: true, force: true });
  }
}

try {
  process.exitCode = await onWayland(process.argv.slice(2));
} catch (error) {
  reportFailure(error);
  process.exitCode = 1;
}
