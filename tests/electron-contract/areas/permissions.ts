import assert from 'node:assert/strict';
import type { Session } from 'electron';
import { nextEvent } from '../app/waiting.ts';
import type { Area, Here } from '../contract.ts';

type Details = { requestingUrl?: string; isMainFrame?: boolean; mediaTypes?: string[]; mediaType?: string };
type Asked = { permission: string; details: Details };

/** Answers what the session is asked in this check, and keeps what it was. */
function decide({ electron, after }: Here, granted: (permission: string) => boolean) {
  const session: Session = electron.session.defaultSession;
  const requests: Asked[] = [];
  const checks: Asked[] = [];
  session.setPermissionRequestHandler((_contents, permission, callback, details) => {
    requests.push({ permission, details });
    callback(granted(permission));
  });
  session.setPermissionCheckHandler((_contents, permission, _origin, details) => {
    checks.push({ permission, details });
    return granted(permission);
  });
  after(() => {
    session.setPermissionRequestHandler(null);
    session.setPermissionCheckHandler(null);
  });
  return { requests, checks };
}

const microphone = `navigator.mediaDevices.getUserMedia({ audio: true }).then(
  (stream) => { for (const track of stream.getTracks()) track.stop(); return 'granted'; },
  (error) => error.name,
)`;

export const permissions: Area = {
  name: 'permissions',
  promises: {
    'for the microphone are asked of the session, with page, frame and devices': {
      source: 'docs/api/session.md, ses.setPermissionRequestHandler(handler)',
      check: async (here) => {
        const { requests } = decide(here, () => true);
        const { webContents } = await here.openWindow();
        assert.equal(await webContents.executeJavaScript(microphone), 'granted');
        const media = requests.filter(({ permission }) => permission === 'media');
        assert.equal(media.length, 1);
        const { requestingUrl, isMainFrame, mediaTypes } = media[0]?.details ?? {};
        assert.deepEqual([requestingUrl, isMainFrame, mediaTypes], ['contract-app://app/index.html', true, ['audio']]);
      },
    },
    'for microphone and camera are asked in one, of both': {
      source: 'docs/api/session.md, ses.setPermissionRequestHandler(handler): details.mediaTypes',
      check: async (here) => {
        const { requests } = decide(here, () => true);
        const { webContents } = await here.openWindow();
        await webContents.executeJavaScript(microphone.replace('{ audio: true }', '{ audio: true, video: true }'));
        const media = requests.filter(({ permission }) => permission === 'media');
        assert.deepEqual(
          media.map(({ details }) => details.mediaTypes?.toSorted()),
          [['audio', 'video']],
        );
      },
    },
    'that are refused are refused in the page': {
      source: 'spec/api-session-spec.ts: "cancels any pending requests when cleared" (NotAllowedError)',
      check: async (here) => {
        const { requests } = decide(here, () => false);
        const { webContents } = await here.openWindow();
        assert.equal(await webContents.executeJavaScript(microphone), 'NotAllowedError');
        assert.equal(
          requests.every(({ permission }) => permission === 'media'),
          true,
        );
      },
    },
    'that a frame asks for are known as not those of the main frame': {
      source: 'docs/api/session.md, ses.setPermissionRequestHandler(handler): details.isMainFrame',
      check: async (here) => {
        const { requests } = decide(here, () => false);
        const { webContents } = await here.openWindow({}, '/frame.html');
        const code = `frames[0].${microphone}`;
        assert.equal(await webContents.executeJavaScript(code), 'NotAllowedError');
        const media = requests.find(({ permission }) => permission === 'media');
        assert.deepEqual(
          [media?.details.isMainFrame, media?.details.requestingUrl],
          [false, 'contract-app://app/inner.html'],
        );
      },
    },
    'for the place on earth are asked, too, and can be refused': {
      source: 'docs/api/session.md, ses.setPermissionRequestHandler(handler): geolocation',
      check: async (here) => {
        const { requests } = decide(here, () => false);
        const { webContents } = await here.openWindow();
        const code = `new Promise((resolve) =>
          navigator.geolocation.getCurrentPosition(() => resolve('granted'), ({ code }) => resolve(code)))`;
        assert.equal(await webContents.executeJavaScript(code), 1);
        assert.equal(
          requests.some(({ permission }) => permission === 'geolocation'),
          true,
        );
      },
    },
    'are checked with the address of the page that wants to know': {
      source: 'spec/api-session-spec.ts: "details provides requestingURL for mainFrame"',
      check: async (here) => {
        const { checks } = decide(here, () => true);
        const { webContents } = await here.openWindow();
        const code = "navigator.permissions.query({ name: 'clipboard-read' }).then(({ state }) => state)";
        assert.equal(await webContents.executeJavaScript(code), 'granted');
        const asked = checks.find(({ permission }) => permission === 'clipboard-read');
        assert.equal(asked?.details.requestingUrl, 'contract-app://app/index.html');
      },
    },
    'that a check refuses are denied in the page': {
      source: 'docs/api/session.md, ses.setPermissionCheckHandler(handler)',
      check: async (here) => {
        decide(here, () => false);
        const { webContents } = await here.openWindow();
        assert.equal(await webContents.executeJavaScript('Notification.permission'), 'denied');
      },
    },
    'are all granted where nobody decides': {
      source: 'docs/tutorial/security.md, 5. Handle session permission requests from remote content',
      check: async ({ openWindow }) => {
        const { webContents } = await openWindow();
        assert.equal(await webContents.executeJavaScript(microphone), 'granted');
      },
    },
    'of a page are decided by the session that is the default one': {
      source: 'docs/api/structures/web-preferences.md, session',
      check: async ({ electron, sharedWindow }) => {
        const { session } = (await sharedWindow()).webContents;
        assert.equal(session, electron.session.defaultSession);
      },
    },
    'are no matter of webviews: pages have none': {
      source: 'docs/api/structures/web-preferences.md, webviewTag (false by default)',
      check: async ({ openWindow }) => {
        const { webContents } = await openWindow();
        const attached: unknown[] = [];
        webContents.on('will-attach-webview', () => attached.push('attached'));
        const loaded = nextEvent(webContents, 'did-navigate-in-page');
        await webContents.executeJavaScript(`
          const view = document.createElement('webview');
          view.src = '/other.html';
          document.body.append(view);
          location.hash = 'appended';
        `);
        await loaded;
        assert.equal(
          await webContents.executeJavaScript("typeof document.querySelector('webview').getURL"),
          'undefined',
        );
        assert.deepEqual(attached, []);
      },
    },
  },
};
