import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { build } from 'vite';

const app = join(import.meta.dirname, '../app');

/** Writes the app into `folder`, as an app that Electron can be started with: main as one ES module, its preload as CommonJS. */
export async function bundleApp(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  const manifest = {
    name: 'contract',
    productName: 'Contract',
    version: '1.2.3',
    desktopName: 'org.example.Contract.desktop',
    type: 'module',
    main: 'main.js',
  };
  await writeFile(join(folder, 'package.json'), JSON.stringify(manifest));
  const bundle = (entry: string, format: 'es' | 'cjs', file: string) =>
    build({
      configFile: false,
      logLevel: 'silent',
      build: {
        ssr: join(app, entry),
        outDir: folder,
        emptyOutDir: false,
        target: 'node24',
        minify: false,
        rolldownOptions: { external: ['electron'], output: { format, entryFileNames: file } },
      },
    });
  await bundle('main.ts', 'es', 'main.js');
  await bundle('preload.ts', 'cjs', 'preload.cjs');
}
