/**
 * How the app is bundled: three targets, all written out, so that leaving electron-vite is a day's work.
 * Everything but Electron itself is bundled, so a package needs no node_modules.
 * `resources/` is not bundled by main: it lies two folders above out/main/index.js in the repository and in a package alike.
 */
import { resolve } from 'node:path';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'electron-vite';

const root = import.meta.dirname;

/** What Electron 45 runs on; electron-vite's own table ends at 44. */
const nodeTarget = 'node24';
const chromeTarget = 'chrome156';

export default defineConfig({
  main: {
    build: {
      outDir: resolve(root, 'out/main'),
      target: nodeTarget,
      externalizeDeps: false,
      sourcemap: true,
      lib: { entry: resolve(root, 'src/main/index.ts'), formats: ['es'] },
      // The D-Bus library asks for x11 only where the session bus is found through X11 alone, inside a try.
      rolldownOptions: { external: ['x11'], output: { entryFileNames: 'index.js' } },
    },
  },
  preload: {
    build: {
      outDir: resolve(root, 'out/preload'),
      target: nodeTarget,
      externalizeDeps: false,
      lib: { entry: resolve(root, 'src/preload/index.ts'), formats: ['cjs'] },
      // A sandboxed preload is one CommonJS file: it can require nothing but Electron's own few modules.
      rolldownOptions: { output: { entryFileNames: 'index.cjs', codeSplitting: false } },
    },
  },
  renderer: {
    root: resolve(root, 'src/renderer'),
    base: './',
    plugins: [react()],
    css: { modules: { generateScopedName: '[name]_[local]_[hash:base64:5]' } },
    build: {
      outDir: resolve(root, 'out/renderer'),
      target: chromeTarget,
      minify: true,
      sourcemap: true,
      // The content security policy allows neither inline scripts nor data: media.
      modulePreload: { polyfill: false },
      assetsInlineLimit: 0,
      rolldownOptions: {
        input: {
          index: resolve(root, 'src/renderer/index.html'),
          mini: resolve(root, 'src/renderer/mini.html'),
        },
      },
    },
  },
});
