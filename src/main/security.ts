/** What pages may do: use the microphone, the camera, the speakers and the call server. Nothing else, nobody else. */
import type { App, CommandLine, PermissionCheckHandlerHandlerDetails, Session, WebContents } from 'electron';
import { words } from '../shared/words.ts';
import { isAppUrl } from './app-scheme.ts';
import type { Log } from './ongoing-call/ports.ts';

/**
 * Every process but main in Chromium's sandbox; before the app is ready. Told `--no-sandbox`, Chromium has started what all
 * other processes come from on Linux without one before main runs, and only half of it is left to put back (`EnableSandbox`
 * in electron_api_app.cc takes the switch away): then it stays as the person, or an AppImage where the system forbids user
 * namespaces, wanted it, and is said in the window.
 */
export function limitProcesses(
  app: Pick<App, 'enableSandbox'> & { commandLine: Pick<CommandLine, 'hasSwitch'> },
): void {
  if (!runsWithoutSandbox(app)) app.enableSandbox();
}

export const runsWithoutSandbox = ({ commandLine }: { commandLine: Pick<CommandLine, 'hasSwitch'> }): boolean =>
  commandLine.hasSwitch('no-sandbox');

/** What the window says about it: nothing where somebody has typed the switch. An AppImage's launcher adds it by itself. */
export const sandboxNotice = (app: Parameters<typeof runsWithoutSandbox>[0], env: NodeJS.ProcessEnv): string | null =>
  runsWithoutSandbox(app) && env.APPIMAGE !== undefined ? words.notices.noSandbox : null;

/**
 * Permissions of the app's own origin. Chromium asks for the network ones when the call server is on this machine or in
 * the local network.
 */
const permissionTable: ReadonlyMap<string, 'allow' | 'allow-microphone-and-camera'> = new Map([
  ['media', 'allow-microphone-and-camera'],
  ['speaker-selection', 'allow'],
  ['local-network', 'allow'],
  ['local-network-access', 'allow'],
  ['loopback-network', 'allow'],
]);

export type PermissionQuestion = {
  permission: string;
  /** Page or origin that asks. */
  url: string;
  isMainFrame: boolean;
  /** For `media`. `unknown` comes with checks that name no device, as when devices are listed. */
  mediaTypes: readonly string[];
};

/** The one decision behind Electron's two handlers; without both of them Electron allows everything. */
export function isPermitted(question: PermissionQuestion): boolean {
  if (!question.isMainFrame || !isAppUrl(question.url)) return false;
  const entry = permissionTable.get(question.permission);
  switch (entry) {
    case undefined:
      return false;
    case 'allow':
      return true;
    case 'allow-microphone-and-camera':
      return question.mediaTypes.every((type) => type === 'audio' || type === 'video' || type === 'unknown');
  }
}

/**
 * Puts the decision into both handlers of `session`. `askSystem` asks the operating system, and through it the user,
 * where it has a word of its own in who may use the microphone and the camera.
 */
export function guardPermissions(
  session: Pick<Session, 'setPermissionRequestHandler' | 'setPermissionCheckHandler'>,
  log: Log,
  askSystem: (device: 'microphone' | 'camera') => Promise<boolean>,
): void {
  session.setPermissionRequestHandler((_webContents, permission, callback, details) => {
    const mediaTypes = 'mediaTypes' in details ? (details.mediaTypes ?? []) : [];
    const url = details.requestingUrl;
    if (!isPermitted({ permission, url, isMainFrame: details.isMainFrame, mediaTypes })) {
      log.warn(`Refused the permission ${permission} to ${url.slice(0, 200)}.`);
      callback(false);
      return;
    }
    const devices = mediaTypes.map((type) => (type === 'audio' ? 'microphone' : 'camera'));
    Promise.all(devices.map(askSystem)).then(
      (answers) => callback(answers.every(Boolean)),
      (cause: unknown) => {
        log.error('The system could not be asked for its permission.', cause);
        callback(false);
      },
    );
  });
  session.setPermissionCheckHandler(
    (contents: WebContents | null, permission, requestingOrigin, details: PermissionCheckHandlerHandlerDetails) =>
      isPermitted({
        permission,
        url: requestingOrigin || details.securityOrigin || details.requestingUrl || '',
        // Asked for an origin without a page (shell/browser/electron_permission_manager.cc) there is no frame to be the main one.
        isMainFrame: contents === null || details.isMainFrame,
        mediaTypes: details.mediaType === undefined ? [] : [details.mediaType],
      }),
  );
}

/** No page of ours goes anywhere else, opens a window or embeds a page. */
export function guardNavigation(app: Pick<App, 'on'>, log: Log): void {
  app.on('web-contents-created', (_event, contents) => {
    const stay = (event: { url: string; preventDefault: () => void }) => {
      if (isAppUrl(event.url)) return;
      event.preventDefault();
      log.warn(`Refused to navigate to ${event.url.slice(0, 200)}.`);
    };
    contents.on('will-navigate', stay);
    contents.on('will-redirect', stay);
    contents.on('will-attach-webview', (event) => event.preventDefault());
    contents.setWindowOpenHandler(({ url }) => {
      log.warn(`Refused to open a window for ${url.slice(0, 200)}.`);
      return { action: 'deny' };
    });
  });
}
