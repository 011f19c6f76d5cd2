import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  appLink,
  isSameServer,
  parseSessionLink,
  type SessionLink,
  sessionLink,
  webLink,
} from '../../../src/shared/session-link.ts';
import { defaultSettings } from '../../../src/shared/session-settings.ts';
import { anySessionLink } from './links.ts';

const whole: SessionLink = {
  server: 'https://calls.example.com',
  sessionId: 'AbCdEfGhIjKlMnOpQrStU_',
  token: 'eyJhbGciOiJIUzI1NiJ9.eyJhIjoxfQ.x-_9',
  settings: defaultSettings,
};

describe('a link to a session', () => {
  it('has two forms', () => {
    expect(appLink(whole)).toBe(
      `holdfast://session/${whole.sessionId}?server=https%3A%2F%2Fcalls.example.com&link=${whole.token}`,
    );
    expect(webLink(whole)).toBe(`https://calls.example.com/join/${whole.sessionId}#${whole.token}`);
  });

  it('survives being written down, in both', () => {
    fc.assert(
      fc.property(anySessionLink, (link) => {
        expect(parseSessionLink(appLink(link))).toEqual(link);
        expect(parseSessionLink(webLink(link))).toEqual(link);
      }),
    );
  });

  it('keeps the token out of what a browser sends', () => {
    fc.assert(
      fc.property(anySessionLink, (link) => {
        const { origin, pathname, search } = new URL(webLink(link));
        expect(`${origin}${pathname}`).not.toContain(link.token);
        expect(new URLSearchParams(search).has('link')).toBe(false);
      }),
    );
  });

  it('is read with blanks around it, and whatever the case of its scheme', () => {
    expect(parseSessionLink(`  ${appLink(whole).replace('holdfast', 'HOLDFAST')}\n`)).toEqual(whole);
    expect(parseSessionLink(webLink(whole).replace('https', 'HTTPS').replace('#', '/#'))).toEqual(whole);
    expect(parseSessionLink(appLink(whole).replace('?', '/?'))).toEqual(whole);
  });

  it('names the server alone, wherever on it a page may have been', () => {
    const long = appLink({ ...whole, server: 'https://Calls.Example.com:443/some/where?a=b' });
    expect(parseSessionLink(long)).toEqual(whole);
  });

  it('says how to join', () => {
    expect(parseSessionLink(`${appLink(whole)}&muted&audio-only=1&utm_source=mail`)?.settings).toEqual({
      ...defaultSettings,
      muted: true,
      audioOnly: true,
    });
    expect(parseSessionLink(webLink(whole).replace('#', '?idle-minutes=5#'))?.settings).toEqual({
      ...defaultSettings,
      idleTimeoutMs: 300_000,
    });
  });

  const app = appLink(whole);
  const web = webLink(whole);
  it.each([
    ['nothing', ''],
    ['another scheme', app.replace('holdfast:', 'holdfast-app:')],
    ['another action', app.replace('session', 'signin')],
    ['no session', app.replace(whole.sessionId, '')],
    ['an id that is too short', app.replace(whole.sessionId, 'abc')],
    ['an id with a path in it', app.replace('AbCd', '../d')],
    ['no server', app.replace('server=', 'srv=')],
    ['a server that is a script', app.replace('https%3A%2F%2F', 'javascript%3A')],
    ['a server that is a file', app.replace('https', 'file')],
    ['no token', app.replace(/link=.*/, '')],
    ['a token that is none', `${app}%20<script>`],
    ['a token of megabytes', app + 'x'.repeat(1_000_000)],
    ['a setting that cannot be meant', `${app}&muted=perhaps`],
    ['a page that is another', web.replace('/join/', '/leave/')],
    ['a page below another', web.replace('/join/', '/a/join/')],
    ['a page without its token', web.replace(/#.*/, '')],
    ['a page on no server', web.replace('https://calls.example.com', 'https://')],
    ['text around it', `join ${web}`],
  ])('with %s is none', (_, text) => {
    expect(parseSessionLink(text)).toBeNull();
  });

  it('is a whole one or none, whatever the text', () => {
    const text = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.string({ unit: 'binary' }).map((rest) => `${appLink(whole)}${rest}`),
      fc.string({ unit: 'binary' }).map((rest) => `holdfast://session/${whole.sessionId}?${rest}`),
      fc.string({ unit: 'binary' }).map((rest) => `https://${rest}/join/${whole.sessionId}#${whole.token}`),
      fc.string({ unit: 'binary' }).map((rest) => webLink(whole).replace('#', `?${rest}#`)),
    );
    fc.assert(
      fc.property(text, (pasted) => {
        const link = parseSessionLink(pasted);
        expect(link === null || sessionLink.safeParse(link).success).toBe(true);
      }),
      { numRuns: 1_000 },
    );
  });
});

describe('two addresses', () => {
  it.each([
    ['https://calls.example.com', 'https://Calls.Example.com:443/', true],
    ['http://127.0.0.1:4400', 'http://127.0.0.1:4400/x', true],
    ['http://calls.example.com', 'https://calls.example.com', false],
    ['http://127.0.0.1:4400', 'http://127.0.0.1:4401', false],
    ['https://calls.example.com', 'https://calls.example.com.evil.example', false],
    ['nonsense', 'nonsense', false],
  ])('%s and %s: the same server: %s', (one, other, same) => {
    expect(isSameServer(one, other)).toBe(same);
  });
});
