import { readFileSync } from 'node:fs';
import { makeCloneCodec } from './clone-codec.ts';
import { frameWorld } from './frame-world.ts';
import { makeMainLink } from './main-link.ts';
import { mainWorld } from './main-world.ts';
import { type PreloadOptions, preloadWorld } from './preload-world.ts';
import { makeWorldBridge } from './world-bridge.ts';

/** A script for `Page.addScriptToEvaluateOnNewDocument`; without a world it runs in the page's own. */
export interface NewDocumentScript {
  source: string;
  worldName?: string;
}

/** The scripts that make a page a renderer of Electron's, in the order they have to run. */
export function rendererScripts(
  worldName: string,
  options: PreloadOptions,
  preload: string | undefined,
): NewDocumentScript[] {
  const call = (run: unknown, ...args: string[]) => `(${run})(${args.join(', ')});`;
  const parts = `{ makeCloneCodec: ${makeCloneCodec}, makeMainLink: ${makeMainLink}, makeWorldBridge: ${makeWorldBridge} }`;
  const scripts: NewDocumentScript[] = [
    { worldName, source: call(preloadWorld, JSON.stringify(options), parts) },
    { worldName, source: call(frameWorld, JSON.stringify(options), parts) },
    { source: call(mainWorld, JSON.stringify(options.meeting), `{ makeWorldBridge: ${makeWorldBridge} }`) },
  ];
  if (preload === undefined) return scripts;
  // Not by eval, which the page's Content-Security-Policy may forbid.
  const wrapped = `(require, module, exports, process, global, __filename, __dirname) => {\n${readFileSync(preload, 'utf8')}\n}`;
  const run = `globalThis[${JSON.stringify(options.run)}]?.(${wrapped}, ${JSON.stringify(preload)});`;
  scripts.push({ worldName, source: run });
  return scripts;
}
