/** What only asks the running copy, by the app's own executable, is not half a start of the app. */
import { once } from 'node:events';
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { ctlAddress, ctlAddressFile, writeAnswer } from '../../src/main/ctl/protocol.ts';
import { expect, test } from './support/fixtures.ts';
import { ofThisMachine, runApp } from './support/smoke-app.ts';

/** Longer than Electron takes to start, ms; shorter than `ctl` waits. */
const answerAfterMs = 3_000;

test('an answer that takes longer than Electron takes to start arrives, and nothing has been started meanwhile', async ({
  screenEnvironment,
}, testInfo) => {
  const data = testInfo.outputPath('data');
  const temporary = testInfo.outputPath('temporary');
  await Promise.all([mkdir(data), mkdir(temporary)]);

  // A copy that is busy.
  const address = ctlAddress(data);
  const copy = createServer((socket) => {
    socket.on('error', () => undefined);
    socket.once('data', async () => {
      await delay(answerAfterMs);
      socket.end(writeAnswer({ code: 0, text: 'No call' }));
    });
  });
  copy.listen(address);
  await once(copy, 'listening');
  await writeFile(ctlAddressFile(data), address);
  const before = (await readdir(data)).sort();

  const env = { ...ofThisMachine(), ...screenEnvironment, TMPDIR: temporary, TEMP: temporary, TMP: temporary };
  try {
    expect(await runApp(['ctl', 'status', '--user-data-dir', data], env)).toMatchObject({
      code: 0,
      stdout: 'No call\n',
    });
  } finally {
    copy.close();
  }
  // A Chromium that had begun to start would have a profile in one of them.
  expect(await readdir(temporary)).toEqual([]);
  expect((await readdir(data)).sort()).toEqual(before);
});
