#!/usr/bin/env node
/**
 * Builds a .deb or .rpm from the command line that electron-builder gives to fpm, with the system's own `dpkg-deb` or `rpmbuild`.
 * For machines that cannot fetch fpm: electron-builder runs what CUSTOM_FPM_PATH names.
 */
import { argumentsOf } from './arguments.mjs';
import { buildDeb } from './deb.mjs';
import { buildRpm } from './rpm.mjs';

const builders = { deb: buildDeb, rpm: buildRpm };

try {
  const asked = argumentsOf(process.argv.slice(2));
  const build = builders[asked.type];
  if (build === undefined)
    throw new Error(`No ${asked.type} can be built here: ${Object.keys(builders).join(' or ')} can.`);
  build(asked);
} catch (error) {
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}
