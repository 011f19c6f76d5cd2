import { randomUUID } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Log } from '../ongoing-call/ports.ts';

/**
 * The id of this installation, made once. The call server hands a call over to whoever signs in with the same one, so
 * it is not to be shown or logged. Without a writable folder it lasts until the app ends.
 */
export function loadDeviceId(folder: string, log: Log, random: () => string = randomUUID): string {
  const file = join(folder, 'device-id');
  try {
    const id = readFileSync(file, 'utf8').trim();
    if (/^[0-9a-f-]{36}$/.test(id)) return id;
    log.warn(`${file} holds no device id: making a new one.`);
  } catch {
    // First start.
  }
  const id = random();
  try {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, `${id}\n`, { mode: 0o600 });
  } catch (cause) {
    log.error(`${file} could not be written.`, cause);
  }
  return id;
}
