'use strict';
// Starts an app as Electron's binary does. CommonJS, as `-r` modules and the inspector's `require` need it.
const { readFileSync, statSync } = require('node:fs');
const Module = require('node:module');
const path = require('node:path');
const { pathToFileURL } = require('node:url');
const version = readFileSync(path.join(__dirname, '../version'), 'utf8').trim();

const args = process.argv.slice(2);
process.env.ELECTRON_STAND_IN_NODE = process.execPath;
process.execPath = process.env.ELECTRON_STAND_IN_EXECUTABLE;
process.argv = [process.execPath, ...args];
process.type = 'browser';
delete process.env.ELECTRON_STAND_IN_EXECUTABLE;

const { preloads, target, rest } = parse(args);
const resources = path.join(path.dirname(process.execPath), 'resources');
const packaged = isThere(path.join(resources, 'app'));
const appPath = packaged ? path.join(resources, 'app') : path.resolve(target ?? '.');
const manifest = statSync(appPath).isDirectory()
  ? JSON.parse(readFileSync(path.join(appPath, 'package.json'), 'utf8'))
  : {};
const entry = statSync(appPath).isDirectory() ? path.join(appPath, manifest.main ?? 'index.js') : appPath;
process.resourcesPath = resources;
if (!packaged) process.defaultApp = true;
if (manifest.desktopName) process.env.CHROME_DESKTOP = manifest.desktopName;
Object.defineProperty(process, 'versions', {
  value: Object.freeze({ ...process.versions, electron: version, chrome: '156.0.0.0' }),
});

// Electron has its own parts compiled: so have these been, after the first start.
Module.enableCompileCache(path.join(__dirname, '../../../.cache/compiled'));
const { createElectron } = require('./electron.ts');
Module.flushCompileCache();
const { electron, start } = createElectron(
  {
    name: manifest.productName ?? manifest.name ?? 'Electron',
    version: manifest.version ?? version,
    path: statSync(appPath).isDirectory() ? appPath : path.dirname(appPath),
    packaged,
    desktopName: manifest.desktopName ?? '',
  },
  packaged ? args : rest,
);

globalThis[Symbol.for('electron-stand-in')] = electron;
const commonjs = pathToFileURL(path.join(__dirname, 'module.cjs')).href;
const esm = pathToFileURL(path.join(__dirname, 'module.mjs')).href;
Module.registerHooks({
  resolve(specifier, context, next) {
    if (specifier !== 'electron' && specifier !== 'electron/main') return next(specifier, context);
    return context.conditions.includes('import')
      ? { url: esm, format: 'module', shortCircuit: true }
      : { url: commonjs, format: 'commonjs', shortCircuit: true };
  },
});

// Electron says it in a box and goes on, unless the app listens itself.
process.on('uncaughtException', (error) => {
  if (process.listenerCount('uncaughtException') > 1) return;
  console.error('Uncaught Exception:', error);
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  if (electron.app.isReady()) electron.dialog.showErrorBox('A JavaScript error occurred in the main process', text);
  else process.exit(1);
});

for (const preload of preloads) require(path.resolve(preload));
run().catch((error) => {
  console.error(error);
  process.exit(1);
});

async function run() {
  // As Electron does: the entry's own imports are done before Chromium reads its switches.
  await import(pathToFileURL(entry).href);
  await start();
}

/** Splits the command line: modules for `-r`, the app, and what the app and Chromium get to see. */
function parse(given) {
  const result = { preloads: [], target: undefined, rest: [] };
  for (let index = 0; index < given.length; index++) {
    const argument = given[index];
    if (argument === '-r' || argument === '--require') result.preloads.push(given[++index]);
    else if (result.target === undefined && !argument.startsWith('-')) result.target = argument;
    else result.rest.push(argument);
  }
  return result;
}

function isThere(file) {
  return statSync(file, { throwIfNoEntry: false }) !== undefined;
}
