import { expect, it } from 'vitest';
import { runtimeInfo } from '../../../src/main/runtime-info.ts';

it('says what it runs on', () => {
  const versions = { electron: '45.4.1', chrome: '156.0.1', node: '24.21.0' };
  const runtime = 'Electron 45.4.1, Chromium 156.0.1, Node 24.21.0';
  expect(runtimeInfo('1.2.3', 'linux', versions)).toEqual({ version: '1.2.3', platform: 'linux', runtime });
  expect(runtimeInfo('1.2.3', 'freebsd', {})).toEqual({ version: '1.2.3', platform: 'other', runtime: '' });
});
