/** The story as one HTML page, with its pictures in it, that can be sent to anyone. */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Finding, Scene } from './story.ts';

const marks: Record<Finding['sense'], string> = { heard: 'Heard', seen: 'Seen', shown: 'On the desktop' };

const escaped = (text: string) => text.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`);

const style = `
  :root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif; }
  body { max-width: 60rem; margin: 2rem auto; padding: 0 1rem; }
  h1 { margin-bottom: 0; }
  section { margin: 2.5rem 0; }
  li b { display: inline-block; min-width: 8rem; font-weight: 600; }
  .failed { color: #c62828; }
  ul { list-style: none; padding: 0; }
  figure { margin: 1rem 0; }
  img { max-width: 100%; border: 1px solid color-mix(in srgb, currentColor 25%, transparent); border-radius: 6px; }
  figcaption { opacity: 0.7; font-size: 0.875rem; }`;

async function sceneHtml(scene: Scene, number: number, folder: string): Promise<string> {
  const findings = scene.findings.map(({ sense, text }) => `<li><b>${marks[sense]}</b> ${escaped(text)}</li>`);
  const pictures = await Promise.all(
    scene.pictures.map(async ({ file, caption }) => {
      const data = (await readFile(join(folder, file))).toString('base64');
      return `<figure><img alt="${escaped(caption)}" src="data:image/png;base64,${data}"><figcaption>${escaped(caption)}</figcaption></figure>`;
    }),
  );
  const failure = scene.failure === null ? '' : `<pre class="failed">${escaped(scene.failure)}</pre>`;
  return `<section>
    <h2>${number}. ${escaped(scene.title)} <small>${(scene.ms / 1_000).toFixed(1)} s</small></h2>
    <ul>${findings.join('')}</ul>${failure}${pictures.join('')}
  </section>`;
}

export type ReportHead = { succeeded: boolean; electron: string; at: Date };

/** Writes `index.html` beside the pictures and returns its path. */
export async function writeReport(folder: string, scenes: readonly Scene[], head: ReportHead): Promise<string> {
  const file = join(folder, 'index.html');
  const sections = await Promise.all(scenes.map((scene, index) => sceneHtml(scene, index + 1, folder)));
  const verdict = head.succeeded ? 'All of it happened.' : '<span class="failed">Not all of it happened.</span>';
  await writeFile(
    file,
    `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Holdfast: a call that outlives its window</title>
<style>${style}</style>
<h1>A call that outlives its window</h1>
<p>${verdict} Played on ${escaped(head.at.toUTCString())} with ${escaped(head.electron)}.</p>
${sections.join('\n')}
</html>
`,
  );
  return file;
}
