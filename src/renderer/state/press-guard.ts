/**
 * No press lands on a control that it was not meant for: where a control has just taken another's place, a press does
 * nothing, and neither does the second click of a double click whose first was for something else. One guard for a whole
 * window, whether pressed by pointer, by Enter and Space, or by assistive technology.
 */
import type { Visibility } from './gate.ts';
import { controlAt, controlSelector, meaningOf, NewControls } from './new-controls.ts';
import type { TickerClock } from './ticker.ts';

/** How long after the page has moved the focus Enter and Space do nothing, ms. */
const focusSettleMs = 400;

type Clock = Pick<TickerClock, 'setTimeout' | 'clearTimeout'>;

/** What a window hears, and what its elements do. */
type Events = WindowEventMap & { contentvisibilityautostatechange: Event };

/** A control as it was when it was pressed. */
type Pressed = { control: HTMLElement; meaning: string } | null;

const pressedAt = (target: EventTarget | null): Pressed => {
  const control = controlAt(target);
  return control === null ? null : { control, meaning: meaningOf(control) };
};
const same = (a: Pressed, b: Pressed) => a?.control === b?.control && a?.meaning === b?.meaning;

function refuse(event: Event): void {
  event.preventDefault();
  event.stopImmediatePropagation();
}

/** Guards a window from the start of its page; returns its own detach. */
export function guardPresses(target: Window, visibility: Visibility, clock: Clock): () => void {
  const controls = new NewControls(target.document, clock);
  const focus = new MovedFocus(clock);
  /** What the press in progress, and the first of a row of quick clicks, began on. */
  let pressed: Pressed = null;
  let firstOfRow: Pressed = null;
  /** Enter or Space is down. */
  let keyDown = false;

  const isNew = (now: Pressed) => now !== null && controls.has(now.control);

  const pointerDown = (event: PointerEvent) => {
    if (isNew(pressedAt(event.target))) refuse(event);
  };
  const mouseDown = (event: MouseEvent) => {
    focus.userMovesIt();
    pressed = pressedAt(event.target);
    if (event.detail <= 1) firstOfRow = pressed;
    // A list of choices opens by this alone.
    if (pressed !== null && (isNew(pressed) || !same(pressed, firstOfRow))) refuse(event);
  };
  const keyPressed = (event: KeyboardEvent) => {
    if (event.key !== 'Enter' && event.key !== ' ') return focus.userMovesIt();
    const now = pressedAt(event.target);
    if (!event.repeat) pressed = now;
    keyDown = true;
    const writing = event.target instanceof Element && event.target.matches('input, textarea');
    if (!writing && (focus.moved || isNew(now) || !same(now, pressed))) refuse(event);
  };
  const keyReleased = (event: KeyboardEvent) => {
    // The click of Space comes right after this event.
    if (event.key === 'Enter' || event.key === ' ') clock.setTimeout(() => (keyDown = false), 0);
  };
  const click = (event: MouseEvent) => {
    const now = pressedAt(event.target);
    if (now === null) return;
    const byPointer = event.detail > 0;
    // Assistive technology clicks without having pressed anything; Enter in a form's field presses the form's button.
    const began = byPointer || (keyDown && pressed !== null);
    const inRow = byPointer && event.detail > 1;
    if (isNew(now) || (began && !same(now, pressed)) || (inRow && !same(now, firstOfRow))) refuse(event);
  };
  const doubleClick = (event: MouseEvent) => {
    // Also where the control that was pressed has left nothing but the window.
    if (firstOfRow !== null && !same(pressedAt(event.target), firstOfRow)) refuse(event);
  };
  const focused = (event: FocusEvent) => {
    const control = controlAt(event.target);
    // Reached on purpose: whoever presses it now has come for it.
    if (focus.comes() === 'by-user' && control !== null) controls.settle(control);
  };
  const windowLeft = (event: FocusEvent) => {
    // A key that is let go of in another window is not heard of.
    if (event.target === target) keyDown = false;
  };

  const observer = new MutationObserver((records) => {
    if (records.some(canMoveControls)) controls.look();
  });
  observer.observe(target.document, {
    subtree: true,
    childList: true,
    attributes: true,
    attributeFilter: ['class', 'style', 'hidden', 'aria-label', 'data-control', 'data-front', 'data-settings-only'],
  });
  controls.look();

  const movedByUser = () => controls.look(true);
  // Where a row is, is known when it is laid out: a frame of rows is looked at once.
  let frame: number | null = null;
  const laidOut = () => {
    frame ??= target.requestAnimationFrame(() => {
      frame = null;
      movedByUser();
    });
  };
  const stops = [
    visibility.subscribe((visible) => (visible ? controls.renew() : controls.clear())),
    listen(target, 'pointerdown', pointerDown),
    listen(target, 'mousedown', mouseDown),
    listen(target, 'keydown', keyPressed),
    listen(target, 'keyup', keyReleased),
    listen(target, 'click', click),
    listen(target, 'dblclick', doubleClick),
    listen(target, 'focusin', focused),
    listen(target, 'blur', windowLeft),
    listen(target, 'scroll', movedByUser),
    listen(target, 'resize', movedByUser),
    listen(target, 'contentvisibilityautostatechange', laidOut),
  ];
  return () => {
    observer.disconnect();
    controls.clear();
    focus.clear();
    if (frame !== null) target.cancelAnimationFrame(frame);
    for (const stop of stops) stop();
  };
}

/** Whether the focus has lately been moved by the page, not by the user. */
class MovedFocus {
  readonly #clock: Clock;
  #settling: number | null = null;
  #userMovesIt = false;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  get moved(): boolean {
    return this.#settling !== null;
  }

  /** The event being handled may move the focus. */
  userMovesIt(): void {
    this.#userMovesIt = true;
    this.#clock.setTimeout(() => (this.#userMovesIt = false), 0);
  }

  comes(): 'by-user' | 'by-page' {
    this.clear();
    if (this.#userMovesIt) return 'by-user';
    this.#settling = this.#clock.setTimeout(() => (this.#settling = null), focusSettleMs);
    return 'by-page';
  }

  clear(): void {
    if (this.#settling !== null) this.#clock.clearTimeout(this.#settling);
    this.#settling = null;
  }
}

/** Before everything else in the page. */
function listen<N extends keyof Events>(target: Window, name: N, handle: (event: Events[N]) => void): () => void {
  const listener = handle as EventListener;
  target.addEventListener(name, listener, { capture: true });
  return () => target.removeEventListener(name, listener, { capture: true });
}

/** A style moves what it is of and what is in that; most of them are the level of a meter. */
function canMoveControls({ attributeName, target }: MutationRecord): boolean {
  if (attributeName !== 'style') return true;
  return controlAt(target) !== null || (target instanceof Element && target.querySelector(controlSelector) !== null);
}
