import type { MessageBoxOptions, MessageBoxReturnValue } from 'electron';
import type { Chromium } from './chromium.ts';
import { StrictObject } from './strict.ts';

/** Electron's `dialog`: message boxes are small windows with real buttons, so that a test can read and press them. */
export class Dialog extends StrictObject {
  readonly #chromium: () => Promise<Chromium>;

  readonly #isReady: () => boolean;

  constructor(chromium: () => Promise<Chromium>, isReady: () => boolean) {
    super('dialog');
    this.#chromium = chromium;
    this.#isReady = isReady;
  }

  showMessageBox(first: unknown, second?: MessageBoxOptions): Promise<MessageBoxReturnValue> {
    if (!this.#isReady()) throw new Error('dialog module can only be used after app is ready');
    const options = (second ?? first) as MessageBoxOptions;
    checkMessageBox(options);
    return this.#show(options);
  }

  async #show(options: MessageBoxOptions): Promise<MessageBoxReturnValue> {
    const { cancelId = 0, checkboxChecked = false, signal } = options;
    const cancelled = { response: cancelId, checkboxChecked };
    if (signal?.aborted) return cancelled;
    const chromium = await this.#chromium();
    const url = `data:text/html;base64,${Buffer.from(page(options)).toString('base64')}`;
    const { targetId, session } = await chromium.openWindow({ width: 420, height: 220, blankPage: url });
    const chosen = new Promise<MessageBoxReturnValue>((resolve) => {
      const cancel = () => resolve(cancelled);
      session.on('Runtime.bindingCalled', ({ payload }) => resolve(JSON.parse(payload)));
      chromium.browser.on('Target.targetDestroyed', ({ targetId: gone }) => {
        if (gone === targetId) cancel();
      });
      chromium.on('exit', cancel);
      signal?.addEventListener('abort', cancel);
      // While the window opened.
      if (signal?.aborted) cancel();
    });
    await Promise.all([
      session.send('Page.enable'),
      session.send('Runtime.enable'),
      session.send('Runtime.addBinding', { name: 'choose' }),
      session.send('Runtime.runIfWaitingForDebugger'),
    ]);
    if (chromium.headless) await session.send('Page.navigate', { url });
    const answer = await chosen;
    chromium.browser.post('Target.closeTarget', { targetId });
    return answer;
  }

  showErrorBox(title: string, content: string): void {
    this.showMessageBox({ type: 'error', message: title, detail: content }).catch(() => {});
  }
}

/** What Electron refuses (lib/browser/api/dialog.ts). */
function checkMessageBox(options: MessageBoxOptions | null | undefined): void {
  if (options === null || typeof options !== 'object') throw new TypeError('Missing options for messageBox');
  const { type = 'none', buttons = [], title = '', message = '', detail = '', signal } = options;
  if (!['none', 'info', 'warning', 'error', 'question'].includes(type)) throw new TypeError('Invalid message box type');
  if (!Array.isArray(buttons)) throw new TypeError('Buttons must be an array');
  for (const [name, value] of Object.entries({ Title: title, Message: message, Detail: detail })) {
    if (typeof value !== 'string') throw new TypeError(`${name} must be a string`);
  }
  if (signal !== undefined && !(signal instanceof AbortSignal)) throw new TypeError('Signal must be an AbortSignal');
}

function page(options: MessageBoxOptions): string {
  const { message, detail = '', title = '', checkboxLabel, checkboxChecked = false } = options;
  const buttons = options.buttons?.length ? options.buttons : ['OK'];
  const cancel = options.cancelId ?? 0;
  const choose = (response: string | number) =>
    `choose(JSON.stringify({ response: ${response}, checkboxChecked: !!document.querySelector('input')?.checked }))`;
  return `<!doctype html><meta charset="utf-8"><title>${escapeHtml(title || message)}</title>
<style>
  body { font: 14px system-ui, sans-serif; margin: 24px; } p { white-space: pre-wrap; }
  .message { font-weight: 600; } .buttons { display: flex; gap: 8px; justify-content: flex-end; }
</style>
<div role="alertdialog" aria-labelledby="message" aria-describedby="detail">
  <p id="message" class="message">${escapeHtml(message)}</p>
  <p id="detail">${escapeHtml(detail)}</p>
  ${checkboxLabel ? `<label><input type="checkbox"${checkboxChecked ? ' checked' : ''}> ${escapeHtml(checkboxLabel)}</label>` : ''}
  <div class="buttons">${buttons
    .map((label, index) => {
      const focus = index === (options.defaultId ?? 0) ? ' autofocus' : '';
      return `<button onclick="${escapeHtml(choose(index))}"${focus}>${escapeHtml(label)}</button>`;
    })
    .join('')}</div>
</div>
<script>addEventListener('keydown', (event) => { if (event.key === 'Escape') ${choose(cancel)}; });</script>`;
}

function escapeHtml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
}
