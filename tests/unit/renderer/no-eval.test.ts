import { readFileSync } from 'node:fs';
import { expect, onTestFinished, test, vi } from 'vitest';

test('schemas are made and used without compiling code, which the pages forbid', async () => {
  const compiled: unknown[][] = [];
  const original = Function;
  onTestFinished(() => void vi.unstubAllGlobals());
  vi.stubGlobal(
    'Function',
    new Proxy(original, {
      construct: (target, parts: string[]) => {
        compiled.push(parts);
        return new target(...parts);
      },
    }),
  );
  await import('../../../src/renderer/no-eval.ts');
  const { account } = await import('../../../src/shared/ipc.ts');
  expect(account.safeParse({ server: 'http://localhost', token: 't', name: 'Ada' }).success).toBe(true);
  expect(compiled).toEqual([]);
});

test('the main window sees to that before it makes any', () => {
  const text = readFileSync(new URL('../../../src/renderer/main.tsx', import.meta.url), 'utf8');
  expect(/^import .*$/m.exec(text)?.[0]).toBe("import './no-eval.ts';");
});
