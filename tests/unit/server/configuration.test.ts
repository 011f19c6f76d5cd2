import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { documentPath, operatingDocument } from '../../../scripts/operating-doc.ts';
import { StartError } from '../../../src/server/errors.ts';
import { describeConfiguration } from '../../../src/server/main/configuration/describe.ts';
import { loadConfiguration } from '../../../src/server/main/configuration/load.ts';
import { settings } from '../../../src/server/main/configuration/schema.ts';
import { parseCommand } from '../../../src/server/main/options.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

function fileWith(content: unknown, name = 'holdfast-server.json'): string {
  const file = join(temporaryFolder(), name);
  writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content));
  return file;
}

const load = (file: string | null, env: Record<string, string> = {}, flags: Record<string, string> = {}) =>
  loadConfiguration({ file, env, flags });

describe('the configuration of the server', () => {
  it('has a default for everything', () => {
    const { configuration, origins } = load(null);
    expect(configuration).toMatchObject({
      name: 'Holdfast',
      limits: { sessions: null, devicesPerPerson: 10 },
      media: { iceServers: [] },
    });
    expect([...origins]).toEqual([]);
  });

  it('takes a flag before a variable, that before the file, and says where each value comes from', () => {
    const file = fileWith({ name: 'file', signaling: { port: 1, listen: '10.0.0.1' }, limits: { callBurst: 7 } });
    const env = {
      HOLDFAST_NAME: 'variable',
      HOLDFAST_SIGNALING_PORT: '2',
      HOLDFAST_MEDIA_MAX_INCOMING_BITRATE: '100000',
    };
    const loaded = load(file, env, { port: '3' });
    expect(loaded.configuration).toMatchObject({
      name: 'variable',
      signaling: { port: 3, listen: '10.0.0.1' },
      media: { maxIncomingBitrate: 100_000 },
      limits: { callBurst: 7, requestBurst: 200 },
    });
    const lines = describeConfiguration(loaded).split('\n');
    expect(lines).toContain('signaling.port = 3  (--port)');
    expect(lines).toContain('name = "variable"  (HOLDFAST_NAME)');
    expect(lines).toContain(`limits.callBurst = 7  (${file})`);
    expect(lines).toContain('limits.requestBurst = 200  (default)');
  });

  it('can be set whole from the environment: every setting has a variable of its own', () => {
    expect(new Set(settings.map(({ variable }) => variable)).size).toBe(settings.length);
    const servers = JSON.stringify([{ urls: 'turn:turn.example', username: 'u', credential: 'very secret' }]);
    const loaded = load(null, { HOLDFAST_MEDIA_ICE_SERVERS: servers, HOLDFAST_SERVER_ID: 'one' });
    expect(loaded.configuration).toMatchObject({ serverId: 'one', media: { iceServers: [{ username: 'u' }] } });
    expect(describeConfiguration(loaded)).not.toContain('very secret');
  });

  it.each<[unknown, Record<string, string>, string]>([
    [{ signaling: { prot: 1 } }, {}, 'holdfast-server.json: there is no setting signaling.prot'],
    [{ signaling: { port: 'x' } }, {}, 'holdfast-server.json: signaling.port: '],
    [{ signaling: { port: 70_000 } }, {}, 'holdfast-server.json: signaling.port: '],
    [{ signaling: 7 }, { HOLDFAST_SIGNALING_PORT: '1' }, 'signaling: Invalid input'],
    [{}, { HOLDFAST_LIMITS_SESSIONS: 'many' }, 'HOLDFAST_LIMITS_SESSIONS: limits.sessions: '],
    [{}, { HOLDFAST_MEDIA_ICE_SERVERS: '[{' }, 'HOLDFAST_MEDIA_ICE_SERVERS: media.iceServers: '],
    [{}, { HOLDFAST_MEDIA_ICE_SERVERS: '[{}]' }, 'HOLDFAST_MEDIA_ICE_SERVERS: media.iceServers.0.urls: '],
    ['{ "name": ', {}, 'holdfast-server.json is no JSON'],
    ['[]', {}, 'holdfast-server.json has to be a JSON object'],
  ])('refuses %j with %j and says where', (content, env, message) => {
    const run = () => load(fileWith(content), env);
    expect(run).toThrow(StartError);
    expect(run).toThrow(message);
  });

  it('is found in the data folder, where no other is named', () => {
    const data = temporaryFolder();
    writeFileSync(join(data, 'holdfast-server.json'), JSON.stringify({ name: 'found' }));
    expect(parseCommand(['--data', data], {})).toMatchObject({ configuration: { name: 'found' } });
    const other = fileWith({ name: 'other' });
    expect(parseCommand(['--data', data, '--config', other], {})).toMatchObject({ configuration: { name: 'other' } });
    expect(parseCommand([], { HOLDFAST_DATA: data, HOLDFAST_CONFIG: other })).toMatchObject({
      dataFolder: data,
      configuration: { name: 'other' },
    });
  });

  it('is described in docs/operating.md as the schema has it (node scripts/operating-doc.ts)', () => {
    expect(readFileSync(documentPath, 'utf8')).toBe(operatingDocument());
  });
});
