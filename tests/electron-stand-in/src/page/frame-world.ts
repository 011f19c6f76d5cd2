import type { FromMainWorld, PreloadOptions, PreloadParts } from './preload-world.ts';

/**
 * Sets up the isolated world of a frame within a page: no preload script runs there, but what the frame wants to do is asked
 * of main as what the page wants. Runs in a page, as source.
 */
export function frameWorld(
  options: Pick<PreloadOptions, 'binding' | 'meeting' | 'receive'>,
  parts: PreloadParts,
): void {
  if (window === window.top) return;
  const link = parts.makeMainLink(options, parts.makeCloneCodec(), () => {});
  document.addEventListener(
    options.meeting,
    (event) => {
      event.stopImmediatePropagation();
      const port = (event as MouseEvent).relatedTarget;
      if (!port) return;
      parts.makeWorldBridge(port, 'to-isolated', 'to-main', (value) => {
        const message = value as FromMainWorld;
        if (message.kind === 'permission') return link.ask({ ...message, isMainFrame: false });
        if (message.kind === 'open')
          link.tell({ ...message, url: URL.parse(message.url, document.baseURI)?.href ?? message.url });
        return undefined;
      });
    },
    { once: true },
  );
}
