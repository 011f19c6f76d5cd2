import { createHash } from 'node:crypto';
import { words } from '../../shared/words.ts';

/** Where a link to a session leads in a browser: `/join/SESSION_ID#TOKEN`. */
export const joinPath = /^\/join\/[\w-]{22}\/?$/;

/**
 * Makes the link for the app of the address of the page, as `appLink` in `src/shared/session-link.ts` does, and opens it. The
 * token stays in the browser: the fragment of an address is sent to nobody.
 */
export const joinScript = `
const [, id] = /^\\/join\\/([\\w-]{22})\\/?$/.exec(location.pathname) ?? [];
const token = location.hash.slice(1);
const whole = id !== undefined && /^[\\w.-]+$/.test(token);
document.getElementById(whole ? 'whole' : 'broken').hidden = false;
if (whole) {
  const query = new URLSearchParams(location.search);
  query.set('server', location.origin);
  query.set('link', token);
  const link = document.getElementById('open');
  link.href = 'holdfast://session/' + id + '?' + query;
  location.assign(link.href);
}
`;

const style = `
:root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif }
body { max-width: 28rem; margin: 15vh auto; padding: 0 1.5rem }
a { display: inline-block; padding: .6rem 1.2rem; border-radius: .5rem; background: #1f5fd6; color: #fff; text-decoration: none }
a:focus-visible { outline: 3px solid; outline-offset: 2px }
`;

const { joinPage } = words;

const html = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta name="robots" content="noindex">
<title>${joinPage.title}</title>
<style>${style}</style>
</head>
<body>
<main>
<h1>${joinPage.title}</h1>
<div id="whole" hidden><p>${joinPage.opening}</p><p><a id="open">${joinPage.open}</a></p><p>${joinPage.withoutApp}</p></div>
<p id="broken" hidden>${joinPage.broken}</p>
<noscript><p>${joinPage.withoutScript}</p></noscript>
</main>
<script>${joinScript}</script>
</body>
</html>
`;

const hashOf = (text: string): string => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;

/** The page is the same for everybody: it knows neither the session nor who asks. */
export const joinPageResponse = {
  headers: {
    'content-type': 'text/html; charset=utf-8',
    'content-security-policy': `default-src 'none'; script-src ${hashOf(joinScript)}; style-src ${hashOf(style)}; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`,
    'referrer-policy': 'no-referrer',
    'x-content-type-options': 'nosniff',
    'cache-control': 'no-store',
  },
  body: html,
} as const;
