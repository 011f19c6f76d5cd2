import { createHash } from 'node:crypto';
import { runInNewContext } from 'node:vm';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { joinPageResponse, joinPath, joinScript } from '../../../src/server/transport/join-page.ts';
import { parseSessionLink, webLink } from '../../../src/shared/session-link.ts';
import { anySessionLink } from '../shared/links.ts';

/** Runs the page's script as a browser does that was led there; what it shows, and which program it opens. */
function visit(address: string) {
  const url = new URL(address);
  const elements = {
    whole: { hidden: true },
    broken: { hidden: true },
    open: { href: '' },
  };
  const opened: string[] = [];
  runInNewContext(joinScript, {
    location: {
      pathname: url.pathname,
      search: url.search,
      hash: url.hash,
      origin: url.origin,
      assign: (link: string) => opened.push(link),
    },
    document: { getElementById: (id: keyof typeof elements) => elements[id] },
    URLSearchParams,
  });
  return { elements, opened };
}

describe('the page that a link leads to', () => {
  it('opens the app with what the link says, from the server that it came from', () => {
    fc.assert(
      fc.property(anySessionLink, (link) => {
        const { elements, opened } = visit(webLink(link));
        expect(opened.map(parseSessionLink)).toEqual([link]);
        expect(elements).toMatchObject({
          whole: { hidden: false },
          broken: { hidden: true },
          open: { href: opened[0] },
        });
      }),
    );
  });

  it('names no other server than its own, whatever the query says', () => {
    const id = 'AbCdEfGhIjKlMnOpQrStU_';
    const { opened } = visit(`https://calls.example.com/join/${id}?server=https://evil.example&link=y&server=z#token`);
    expect(opened.map(parseSessionLink)).toMatchObject([{ server: 'https://calls.example.com', token: 'token' }]);
  });

  it.each(['', '#', '#a b', '#"><script>'])('says so when the link ends in %j', (end) => {
    const { elements, opened } = visit(`https://calls.example.com/join/AbCdEfGhIjKlMnOpQrStU_${end}`);
    expect(opened).toEqual([]);
    expect(elements).toMatchObject({ whole: { hidden: true }, broken: { hidden: false } });
  });

  it('is at the address of a session alone', () => {
    expect(joinPath.test('/join/AbCdEfGhIjKlMnOpQrStU_')).toBe(true);
    for (const path of ['/join/', '/join/short', '/join/AbCdEfGhIjKlMnOpQrStU_/x', '/x/join/AbCdEfGhIjKlMnOpQrStU_']) {
      expect(joinPath.test(path)).toBe(false);
    }
  });

  it('may run its own script and nothing else, and says so of just that script', () => {
    const { headers, body } = joinPageResponse;
    const directives = headers['content-security-policy'].split('; ');
    const [script = ''] = body.match(/(?<=<script>)[\s\S]*(?=<\/script>)/) ?? [];
    const hash = createHash('sha256').update(script).digest('base64');
    expect(directives).toContain(`script-src 'sha256-${hash}'`);
    expect(directives).toEqual(
      expect.arrayContaining(["default-src 'none'", "base-uri 'none'", "form-action 'none'", "frame-ancestors 'none'"]),
    );
    expect(headers['content-security-policy']).not.toMatch(/unsafe|https?:|\*/);
    expect(body).not.toMatch(/\son\w+=|style="|src=/);
  });
});
