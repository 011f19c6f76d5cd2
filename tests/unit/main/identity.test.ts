import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { App } from 'electron';
import { describe, expect, it } from 'vitest';
import { setIdentity } from '../../../src/main/identity.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

describe('identity', () => {
  it('names the app and puts its data where it was told, making the folder', () => {
    const did: unknown[] = [];
    const app: Pick<App, 'setName' | 'setAppUserModelId' | 'setPath'> = {
      setName: (name) => did.push(name),
      setAppUserModelId: (id) => did.push(id),
      setPath: (name, path) => did.push([name, path, existsSync(path)]),
    };
    const folder = join(temporaryFolder(), 'deep', 'down');
    setIdentity(app, folder);
    expect(did).toEqual(['Holdfast', 'app.holdfast.Holdfast', ['userData', folder, true]]);
  });
});
