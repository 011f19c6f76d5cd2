import { createHash } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Chromium } from './chromium.ts';

/** Of the page in Chromium, and what the rest of the world is to see. */
export interface OwnOrigin {
  page: string;
  app: string;
}

const kinds = ['xmlhttprequest', 'websocket', 'image', 'media', 'font', 'script', 'stylesheet', 'other'];

/**
 * Has servers see a page of an own scheme by its own origin (`app-scheme://host`), and hold their answers for it. An
 * extension without a script tells Chromium to: it is loaded when such a page is first asked for.
 */
export class OwnOrigins {
  readonly #told = new Map<string, Promise<void>>();

  tell(chromium: Chromium, origin: OwnOrigin): Promise<void> {
    let told = this.#told.get(origin.page);
    if (!told) {
      told = load(chromium, origin);
      this.#told.set(origin.page, told);
    }
    return told;
  }
}

async function load(chromium: Chromium, origin: OwnOrigin): Promise<void> {
  const name = createHash('sha256').update(origin.page).digest('hex').slice(0, 16);
  const folder = join(chromium.profile, 'Own origins', name);
  await mkdir(folder, { recursive: true });
  await Promise.all([
    writeFile(join(folder, 'manifest.json'), JSON.stringify(manifest)),
    writeFile(join(folder, 'rules.json'), JSON.stringify(rulesFor(origin))),
  ]);
  await chromium.browser.send('Extensions.loadUnpacked', { path: folder });
}

const manifest = {
  manifest_version: 3,
  name: 'Own origin',
  version: '1',
  permissions: ['declarativeNetRequest'],
  host_permissions: ['<all_urls>'],
  declarative_net_request: { rule_resources: [{ id: 'origin', enabled: true, path: 'rules.json' }] },
};

/** https://developer.chrome.com/docs/extensions/reference/api/declarativeNetRequest */
function rulesFor({ page, app }: OwnOrigin): unknown[] {
  const { hostname } = new URL(page);
  const from = { initiatorDomains: [hostname], excludedRequestDomains: [hostname], resourceTypes: kinds };
  const allowed = 'access-control-allow-origin';
  const change = (how: object) => ({ type: 'modifyHeaders', ...how });
  return [
    {
      id: 1,
      action: change({
        requestHeaders: [
          { header: 'origin', operation: 'set', value: app },
          { header: 'referer', operation: 'remove' },
        ],
      }),
      condition: from,
    },
    {
      id: 2,
      action: change({ responseHeaders: [{ header: allowed, operation: 'set', value: page }] }),
      condition: { ...from, responseHeaders: [{ header: allowed, values: [app] }] },
    },
    {
      // What is meant for the page's address here is meant for nobody that Electron knows.
      id: 3,
      action: change({ responseHeaders: [{ header: allowed, operation: 'remove' }] }),
      condition: { ...from, responseHeaders: [{ header: allowed, values: [page] }] },
    },
  ];
}
