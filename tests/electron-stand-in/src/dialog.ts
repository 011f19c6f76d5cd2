import type { MessageBoxOptions, MessageBoxReturnValue } from 'electron';
import type { Chromium } from './chromium.ts';
import { StrictObject } from './strict.ts';

/** Electron's `dialog`: message boxes are small windows with real buttons, so that a test can read and press them. */
export class Dialog extends StrictObject {
  readonly #chromium: () => Promise<Chromium>;

  constructor(chromium: () => Promise<Chromium>) {
    super('dialog');
    this.#chromium = chromium;
  }

  async showMessageBox(first: unknown, second?: MessageBoxOptions): Promise<MessageBoxReturnValue> {
    const options = (second ?? first) as MessageBoxOptions;
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
