import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { ctlForms } from '../../../src/main/ctl/protocol.ts';
import { createSurfaces, type SurfaceParts } from '../../../src/main/ongoing-call/surfaces.ts';
import { callCommandTypes, callPhases, endReasons, microphoneStates } from '../../../src/shared/call.ts';
import type { FailureCode } from '../../../src/shared/ipc.ts';

const page = readFileSync(new URL('../../../docs/ongoing-call.md', import.meta.url), 'utf8');
const surfacesOn = (platform: NodeJS.Platform) =>
  createSurfaces({ platform, electron: { app: { dock: {} } }, linux: {} } as unknown as SurfaceParts).map(
    ([name]) => name,
  );

describe('docs/ongoing-call.md', () => {
  it.each([...callPhases, ...microphoneStates, ...callCommandTypes, ...endReasons])('says what %s means', (word) => {
    expect(page).toContain(`\`${word}\``);
  });

  it('has the commands of `holdfast ctl`', () => {
    for (const form of ctlForms) expect(page).toContain(`holdfast ${form}`);
  });

  it.each(['bad-request', 'forbidden-sender', 'no-such-call'] satisfies FailureCode[])('says when %s comes', (code) => {
    expect(page).toContain(`\`${code}\``);
  });

  it.each([...new Set([...surfacesOn('linux'), ...surfacesOn('win32'), ...surfacesOn('darwin'), 'shortcut'])])(
    'says what the surface "%s" shows',
    (name) => {
      expect(page).toContain(`\n| ${name} |`);
    },
  );
});
