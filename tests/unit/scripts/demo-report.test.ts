import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { writeReport } from '../../../scripts/demo/report.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

test("the demo's report shows what was found, and markup as text", async () => {
  const folder = temporaryFolder();
  writeFileSync(join(folder, '1-x.png'), 'picture');
  const scene = {
    title: 'Ada <calls>',
    findings: [{ sense: 'heard' as const, text: '<script>alert(1)</script>' }],
    pictures: [{ file: '1-x.png', caption: 'x' }],
    failure: 'nobody & nothing',
    ms: 1_234,
  };
  const file = await writeReport(folder, [scene], { succeeded: false, electron: 'Electron 45', at: new Date(0) });
  const html = readFileSync(file, 'utf8');
  expect(html).toContain('Not all of it happened.');
  expect(html).not.toContain('<script>');
  expect(html).not.toContain('<calls>');
  expect(html).toContain('nobody &#38; nothing');
  expect(html).toContain(`data:image/png;base64,${Buffer.from('picture').toString('base64')}`);
});
