/** Builds the preview page once and serves it to a browser from memory, under the app's own content security policy. */
import { resolve } from 'node:path';
import type { BrowserContext } from '@playwright/test';
import react from '@vitejs/plugin-react';
import { build, type Rolldown } from 'vite';
import { contentSecurityPolicy } from '../../../../src/main/app-scheme.ts';

export const previewUrl = 'https://preview.test/preview.html';

const types: Record<string, string> = { html: 'text/html', js: 'text/javascript', css: 'text/css', ogg: 'audio/ogg' };

export async function buildPreview(): Promise<Map<string, string | Uint8Array>> {
  const result = await build({
    configFile: false,
    root: import.meta.dirname,
    logLevel: 'error',
    plugins: [react()],
    build: {
      write: false,
      target: 'esnext',
      minify: false,
      assetsInlineLimit: 0,
      modulePreload: { polyfill: false },
      rolldownOptions: { input: resolve(import.meta.dirname, 'preview.html') },
    },
  });
  const outputs = (Array.isArray(result) ? result : [result]) as Rolldown.RolldownOutput[];
  return new Map(
    outputs.flatMap(({ output }) =>
      output.map((file) => [`/${file.fileName}`, file.type === 'chunk' ? file.code : file.source] as const),
    ),
  );
}

export async function servePreview(context: BrowserContext, files: Map<string, string | Uint8Array>): Promise<void> {
  await context.route('**/*', async (route) => {
    const { pathname } = new URL(route.request().url());
    const body = files.get(pathname);
    if (body === undefined) return route.fulfill({ status: 404 });
    const contentType = types[pathname.split('.').at(-1) ?? ''] ?? 'application/octet-stream';
    return route.fulfill({
      body: typeof body === 'string' ? body : Buffer.from(body),
      headers: { 'content-type': contentType, 'content-security-policy': contentSecurityPolicy },
    });
  });
}
