import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, it, onTestFinished } from 'vitest';
import { temporaryFolder } from '../../unit/support/temporary-folder.ts';
import { TestClient } from './client.ts';

const script = fileURLToPath(new URL('../../../scripts/server.mjs', import.meta.url));
let data: string;
let running: ChildProcess[] = [];

beforeEach(() => {
  data = temporaryFolder();
});
afterEach(async () => {
  for (const child of running) {
    if (child.exitCode === null && child.signalCode === null) {
      child.kill('SIGTERM');
      await once(child, 'exit');
    }
  }
  running = [];
});

function run(args: string[], env: Record<string, string> = {}) {
  const { HOLDFAST_SECRET: _, HOLDFAST_JWKS_URL: __, ...inherited } = process.env;
  const child = spawn(process.execPath, [script, ...args, '--data', data], { env: { ...inherited, ...env } });
  running.push(child);
  const output = { out: '', err: '' };
  child.stdout.on('data', (chunk) => {
    output.out += chunk;
  });
  child.stderr.on('data', (chunk) => {
    output.err += chunk;
  });
  const exited = once(child, 'close').then(([code]) => ({ code, ...output }));
  return { child, output, exited };
}

async function started(args: string[] = []) {
  const server = run(['--port', '0', '--workers', '1', ...args]);
  await expect.poll(() => server.output.out, { timeout: 10_000 }).toMatch(/\n$/);
  return { ...server, url: server.output.out.trim().split(' ').at(-1) ?? '' };
}

it('serves on loopback with a secret of its own, in which its tokens are good', async () => {
  const { child, output, url, exited } = await started();
  expect(output.out).toMatch(/^Holdfast call server listening on http:\/\/127\.0\.0\.1:\d+\n$/);
  const { out: token } = await run(['token', 'ada', '--name', 'Ada Lovelace']).exited;
  const client = await TestClient.connect({ url, token: async () => token.trim() }, 'ada');
  onTestFinished(() => client.close());
  expect(client.welcome).toMatchObject({ you: { id: 'ada', name: 'Ada Lovelace' } });
  client.close();
  child.kill('SIGTERM');
  expect(await exited).toMatchObject({ code: 0 });
  expect(output.err).toContain('signed in');
  expect(output.err).not.toContain(token.trim());
  expect(output.err).not.toContain((await readFile(join(data, 'demo-secret'), 'utf8')).trim());
});

it('stops at an interrupt', async () => {
  const { child, exited } = await started();
  child.kill('SIGINT');
  expect(await exited).toMatchObject({ code: 0 });
});

it('says that its port is in use and what to do', async () => {
  const other = createServer();
  onTestFinished(() => void other.close());
  await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
  const { port } = other.address() as { port: number };
  const { code, out, err } = await run(['--port', String(port), '--workers', '1', '--log-level', 'silent']).exited;
  expect({ code, out }).toEqual({ code: 1, out: '' });
  expect(err).toBe(`Port ${port} is in use: another server may be running. Stop it, or choose another with --port.\n`);
});

it('refuses to be reached from elsewhere with the demo secret', async () => {
  const { code, err } = await run(['--port', '0', '--listen', '0.0.0.0']).exited;
  expect(code).toBe(2);
  expect(err).toContain('listens on this machine only');
  expect(err).toContain('HOLDFAST_SECRET');
});

it('asks for its address when it listens everywhere, and for a secret that is one', async () => {
  const secret = { HOLDFAST_SECRET: 'a secret of 32 characters or more' };
  expect(await run(['--port', '0', '--listen', '0.0.0.0'], secret).exited).toMatchObject({
    code: 2,
    err: expect.stringContaining('--announce'),
  });
  expect(await run(['--port', '0'], { HOLDFAST_SECRET: 'short' }).exited).toMatchObject({
    code: 2,
    err: expect.stringContaining('too short'),
  });
});

it('refuses options that it does not have', async () => {
  expect(await run(['--prot', '1']).exited).toMatchObject({ code: 2, out: '', err: expect.stringContaining('--help') });
});

it('signs no tokens that only an operator can sign', async () => {
  const { code, err } = await run(['token', 'ada'], { HOLDFAST_JWKS_URL: 'https://id.example/keys' }).exited;
  expect(code).toBe(2);
  expect(err).toContain('private key');
});
