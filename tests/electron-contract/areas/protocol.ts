import assert from 'node:assert/strict';
import { nextEvent, thrownIn } from '../app/waiting.ts';
import type { Area, Here } from '../contract.ts';

/** What this code comes to in a page of the app's own scheme. */
const inPage = async ({ sharedWindow }: Here, code: string): Promise<unknown> =>
  (await sharedWindow()).webContents.executeJavaScript(code);

type Echo = { method: string; url: string; body: string; headers: Record<string, string> };

const echo = async (here: Here, args: string) => (await inPage(here, `fetch(${args}).then((r) => r.json())`)) as Echo;

export const protocol: Area = {
  name: 'schemes of the app',
  promises: {
    'get their privileges before the app is ready, and no later': {
      source: 'docs/api/protocol.md, protocol.registerSchemesAsPrivileged(customSchemes)',
      check: ({ electron: { protocol } }) => {
        assert.throws(() => protocol.registerSchemesAsPrivileged([{ scheme: 'late' }]), /before app is ready/);
      },
    },
    'are handled once they have a handler, and by one alone': {
      source: 'docs/api/protocol.md, protocol.isProtocolHandled(scheme); lib/browser/api/protocol.ts, handle',
      check: ({ electron: { protocol } }) => {
        assert.equal(protocol.isProtocolHandled('contract-app'), true);
        assert.equal(protocol.isProtocolHandled('nobodys-scheme'), false);
        assert.throws(() => protocol.handle('contract-app', () => new Response()), /Failed to register protocol/);
      },
    },
    'make a page a secure context, with a microphone to ask for': {
      source: 'docs/api/structures/custom-scheme.md, privileges.secure',
      check: async (here) => {
        const code = '[isSecureContext, typeof crypto.subtle, typeof navigator.mediaDevices]';
        assert.deepEqual(await inPage(here, code), [true, 'object', 'object']);
      },
    },
    'have addresses relative to a page reach their handler': {
      source: 'spec/api-protocol-spec.ts: "resolves relative resources"',
      check: async (here) => {
        assert.equal((await echo(here, "'./echo'")).url, 'contract-app://app/echo');
        assert.equal((await echo(here, "'/echo?a=%20b'")).url, 'contract-app://app/echo?a=%20b');
      },
    },
    'have paths made whole before their handler sees them': {
      source: 'spec/api-protocol-spec.ts: "normalizes urls in standard schemes"',
      check: async (here) => {
        assert.equal((await echo(here, "'/there/../../echo'")).url, 'contract-app://app/echo');
      },
    },
    'bring method, headers and body to their handler': {
      source: 'spec/api-protocol-spec.ts: "can receive simple request body"',
      check: async (here) => {
        const seen = await echo(here, "'/echo', { method: 'POST', body: 'said', headers: { 'x-own': 'kept' } }");
        assert.deepEqual([seen.method, seen.body, seen.headers['x-own']], ['POST', 'said', 'kept']);
      },
    },
    'bring status and headers of an answer to the page': {
      source: 'spec/api-protocol-spec.ts: "correctly sets statusCode" and "correctly sets content-type and charset"',
      check: async (here) => {
        const code = (path: string) => `fetch('${path}').then((r) => [r.status, r.headers.get('content-type')])`;
        assert.deepEqual(await inPage(here, code('/other.html')), [200, 'text/html; charset=utf-8']);
        assert.deepEqual(((await inPage(here, code('/nowhere'))) as unknown[])[0], 404);
      },
    },
    'fail in the page when their handler throws, and the app goes on': {
      source: 'spec/api-protocol-spec.ts: "handles an asynchronous error in the handler"',
      check: async (here) => {
        assert.match(await thrownIn(inPage(here, "fetch('/throws')")), /Failed to fetch/);
        assert.equal((await echo(here, "'/echo'")).method, 'GET');
      },
    },
    'have the policy of an answer kept to': {
      source: 'docs/tutorial/security.md, 7. Define a Content Security Policy',
      check: async ({ openWindow }) => {
        const { webContents } = await openWindow({}, '/inline.html');
        assert.equal(await webContents.executeJavaScript('typeof globalThis.inlineRan'), 'undefined');
      },
    },
    'are the origin of their pages for a server': {
      source:
        'docs/api/protocol.md, protocol.registerSchemesAsPrivileged(customSchemes): a standard scheme has origins',
      check: async (here) => {
        const server = await here.desk.server();
        await inPage(here, `fetch('${server}/origin').then((r) => r.text())`);
        const asked = (await here.desk.requests()).find(({ url }) => url === '/origin');
        assert.equal(asked?.headers.origin, 'contract-app://app');
      },
    },
    'are the origin that main sees of a frame': {
      source: 'docs/api/web-frame-main.md, frame.origin',
      check: async ({ sharedWindow }) => {
        assert.equal((await sharedWindow()).webContents.mainFrame.origin, 'contract-app://app');
      },
    },
    'are not let in by a server that names no origin': {
      source: 'docs/tutorial/security.md, 6. Do not disable webSecurity',
      check: async (here) => {
        const server = await here.desk.server();
        assert.match(await thrownIn(inPage(here, `fetch('${server}/private')`)), /Failed to fetch/);
      },
    },
    'may reach a server without encryption from their pages': {
      source: 'docs/api/structures/custom-scheme.md, privileges.secure (no mixed content rules for own schemes)',
      check: async (here) => {
        const server = await here.desk.server();
        assert.equal(await inPage(here, `fetch('${server}/plain').then((r) => r.ok)`), true);
      },
    },
    'keep what a page stores for its next document': {
      source:
        'docs/api/protocol.md, protocol.registerSchemesAsPrivileged(customSchemes): web storage of standard schemes',
      check: async ({ openWindow }) => {
        const { webContents } = await openWindow();
        await webContents.executeJavaScript("localStorage.setItem('contract', 'kept')");
        const loaded = nextEvent(webContents, 'did-finish-load');
        webContents.reload();
        await loaded;
        assert.equal(await webContents.executeJavaScript("localStorage.getItem('contract')"), 'kept');
      },
    },
    'play a sound, know how long it is, and go to a place in it': {
      source: 'docs/api/structures/custom-scheme.md, privileges.stream',
      check: async (here) => {
        const code = `new Promise((resolve, reject) => {
          const sound = new Audio('/tone.wav');
          sound.onerror = () => reject(new Error(sound.error.message));
          sound.onloadedmetadata = () => {
            sound.onseeked = () => resolve([sound.duration, sound.currentTime]);
            sound.currentTime = 0.25;
          };
        })`;
        assert.deepEqual(await inPage(here, code), [0.5, 0.25]);
      },
    },
    'are asked for a part by the header of that name': {
      source: 'docs/api/protocol.md, protocol.handle(scheme, handler): a Request with its headers',
      check: async (here) => {
        const code = `fetch('/tone.wav', { headers: { range: 'bytes=0-3' } }).then(async (r) => [
          r.status, await r.text(), r.headers.get('content-range'),
        ])`;
        assert.deepEqual(await inPage(here, code), [206, 'RIFF', 'bytes 0-3/4044']);
      },
    },
  },
};
