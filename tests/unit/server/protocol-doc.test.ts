import { readFile } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { documentPath, protocolDocument } from '../../../scripts/protocol-doc.ts';
import { errorCodes, pushes, requests } from '../../../src/shared/protocol.ts';

it('docs/protocol.md is what the schemas say (node scripts/protocol-doc.ts)', async () => {
  expect(await readFile(documentPath, 'utf8')).toBe(await protocolDocument());
});

it('the page explains every request, push and error code', async () => {
  const page = await protocolDocument();
  for (const name of [...Object.keys(requests), ...Object.keys(pushes)])
    expect(page).toMatch(new RegExp(`\n### ${name}\n\n\\S`));
  for (const code of errorCodes) expect(page).toContain(`'${code}'`);
});
