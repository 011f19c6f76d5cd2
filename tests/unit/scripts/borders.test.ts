import { describe, expect, test } from 'vitest';
import { brokenRules, cycles, strayMembers, strayNames } from '../../../scripts/borders/check.mjs';
import { readImports, resolveImport } from '../../../scripts/borders/imports.mjs';
import { onlyIn, rules } from '../../../scripts/borders/rules.mjs';

/** A graph of imports: `file: [what it imports]`. */
const graphOf = (files: Record<string, string[]>) =>
  new Map(Object.entries(files).map(([file, tos]) => [file, tos.map((to) => ({ to, names: [], typeOnly: false }))]));

test('imports are read from syntax: values, types, re-exports, and those made while running', () => {
  const text = `
    import { type A, b } from './b.ts';
    import type { C } from './c.ts';
    export { d } from './d.ts';
    import('./e.ts');
    // import { no } from './comment.ts';
    const text = "import './string.ts'";`;
  expect(readImports('src/shared/x.ts', text).map(({ specifier, typeOnly }) => [specifier, typeOnly])).toEqual([
    ['./b.ts', false],
    ['./c.ts', true],
    ['./d.ts', false],
    ['./e.ts', false],
  ]);
});

test('a relative import is a path from the root, without what the bundler wants told', () => {
  expect(resolveImport('src/renderer/sounds/sound-files.ts', '../../../resources/sounds/ring.ogg?url')).toBe(
    'resources/sounds/ring.ogg',
  );
  expect(resolveImport('src/main/index.ts', 'node:path')).toBe('node:path');
});

describe('borders', () => {
  test.each([
    ['src/shared/call.ts', 'node:path'],
    ['src/shared/call.ts', 'electron'],
    ['src/shared/call.ts', 'src/main/log.ts'],
    ['src/main/index.ts', 'src/server/main/server.ts'],
    ['src/main/index.ts', 'tests/desktop/desktop.ts'],
    ['src/preload/index.ts', 'src/main/log.ts'],
    ['src/preload/index.ts', 'node:fs'],
    ['src/renderer/main.tsx', 'electron'],
    ['src/renderer/main.tsx', 'node:fs'],
    ['src/renderer/main.tsx', 'src/main/index.ts'],
    ['src/renderer/call/call-session.ts', 'react'],
    ['src/renderer/call/call-session.ts', 'react-dom/client'],
    ['src/renderer/call/call-session.ts', 'src/renderer/state/gate.ts'],
    ['src/renderer/call/call-session.ts', 'src/renderer/phone/phone.ts'],
    ['src/renderer/media/link.ts', 'src/renderer/call/call-session.ts'],
    ['src/renderer/emitter.ts', 'src/renderer/media/link.ts'],
    ['src/server/main/server.ts', 'electron'],
    ['src/server/main/server.ts', 'src/renderer/media/link.ts'],
    ['src/server/errors.ts', 'src/server/sessions/session.ts'],
    ['src/server/auth/tokens.ts', 'src/server/storage/data-folder.ts'],
    ['src/server/directory/directory.ts', 'src/server/calls/calls.ts'],
    ['src/server/media/port.ts', 'src/server/media/sfu/room.ts'],
    ['src/server/sessions/session.ts', 'src/server/media/sfu/room.ts'],
    ['src/server/sessions/session.ts', 'src/server/calls/calls.ts'],
    ['src/server/sessions/session.ts', 'mediasoup'],
    ['src/server/calls/calls.ts', 'src/server/transport/gateway.ts'],
    ['src/server/storage/session-store.ts', 'src/server/sessions/session.ts'],
    ['src/server/transport/gateway.ts', 'src/server/main/configuration/schema.ts'],
    ['src/main/ongoing-call/service.ts', 'src/main/ongoing-call/tray.ts'],
    ['src/main/ongoing-call/service.ts', 'electron'],
    ['src/main/ongoing-call/tray.ts', 'src/main/ongoing-call/notification.ts'],
    ['src/main/platform/linux/system-control.ts', 'src/main/ongoing-call/tray.ts'],
    ['tests/electron-stand-in/src/app.ts', 'src/main/index.ts'],
  ])('%s may not import %s', (from, to) => {
    expect(brokenRules(graphOf({ [from]: [to] }), rules)).toHaveLength(1);
  });

  test.each([
    ['src/shared/ipc.ts', 'zod'],
    ['src/shared/ipc.ts', 'src/shared/call.ts'],
    ['src/main/index.ts', 'electron'],
    ['src/main/index.ts', 'node:path'],
    ['src/preload/index.ts', 'electron'],
    ['src/renderer/main.tsx', 'react'],
    ['src/renderer/state/gate.ts', 'src/renderer/call/call-session.ts'],
    ['src/renderer/call/call-session.ts', 'src/renderer/media/link.ts'],
    ['src/renderer/media/link.ts', 'mediasoup-client'],
    ['src/server/media/sfu/room.ts', 'mediasoup'],
    ['src/server/main/server.ts', 'src/server/transport/gateway.ts'],
    ['src/server/calls/calls.ts', 'src/server/sessions/session.ts'],
    ['src/server/sessions/session.ts', 'src/server/media/port.ts'],
    ['src/server/transport/connection.ts', 'src/server/errors.ts'],
    ['src/main/ongoing-call/service.ts', 'src/main/ongoing-call/surface.ts'],
    ['tests/unit/main/quit.test.ts', 'src/main/quit.ts'],
  ])('%s may import %s', (from, to) => {
    expect(brokenRules(graphOf({ [from]: [to] }), rules)).toEqual([]);
  });

  test('raw IPC has one file a side', () => {
    const graph = new Map([
      ['src/main/ipc-main.ts', [{ to: 'electron', names: ['ipcMain'], typeOnly: false }]],
      ['src/main/ipc-handlers.ts', [{ to: 'electron', names: ['ipcMain'], typeOnly: false }]],
      ['src/main/security.ts', [{ to: 'electron', names: ['ipcMain'], typeOnly: true }]],
    ]);
    expect(strayNames(graph, onlyIn)).toEqual([
      'src/main/ipc-handlers.ts imports ipcMain: only src/main/ipc-main.ts may',
    ]);
  });

  test('raw IPC is not taken from the whole of Electron either, except to hand it over', () => {
    const texts = new Map(
      ['src/main/compose.ts', 'src/main/tray.ts', 'tests/e2e/call.test.ts'].map((file) => [file, 'electron.ipcMain;']),
    );
    expect(strayMembers(texts, onlyIn)).toEqual([
      'src/main/tray.ts takes ipcMain from a module: only src/main/ipc-main.ts may',
    ]);
  });

  test('a circle of imports is found once, from wherever it is entered', () => {
    const graph = graphOf({ 'a.ts': ['b.ts'], 'b.ts': ['c.ts'], 'c.ts': ['b.ts'], 'd.ts': ['c.ts', 'zod'] });
    expect(cycles(graph)).toEqual(['import cycle: b.ts → c.ts → b.ts']);
  });

  test('types alone make no circle', () => {
    const graph = new Map([
      ['a.ts', [{ to: 'b.ts', names: [], typeOnly: true }]],
      ['b.ts', [{ to: 'a.ts', names: [], typeOnly: false }]],
    ]);
    expect(cycles(graph)).toEqual([]);
  });
});
