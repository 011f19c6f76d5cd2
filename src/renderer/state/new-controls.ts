/** Which controls have come to their place so lately that a press of them may have been meant for what was there before. */
import type { TickerClock } from './ticker.ts';

/** How long a control that is new to its place answers no press, ms: seeing it and deciding takes a person longer. */
const settleMs = 400;
/** Controls that come nearer than this to a place have taken it, px. */
const slack = 4;

export const controlSelector = 'button, select, a[href]';

/** `null` while it cannot be seen, `unknown` while the browser spares itself the layout (`content-visibility`). */
type Place = DOMRect | 'unknown' | null;
type Known = { meaning: string; place: Place };

export function controlAt(target: EventTarget | null): HTMLElement | null {
  return target instanceof Element ? target.closest<HTMLElement>(controlSelector) : null;
}

/**
 * What a control is for: its `data-control`, else its name. A control whose name follows its state (Mute, Unmute) needs a
 * `data-control` to stay the same one.
 */
export function meaningOf(control: HTMLElement): string {
  return control.dataset.control ?? control.getAttribute('aria-label') ?? control.textContent;
}

/**
 * The controls of a page. New are those that have appeared, have become another in the same element, or have moved to where
 * another was; they are `aria-disabled` until they have settled. What the user moves by scrolling or resizing is not new.
 */
export class NewControls {
  readonly #page: Document;
  readonly #clock: Pick<TickerClock, 'setTimeout' | 'clearTimeout'>;
  /** With the timer that ends it. */
  readonly #new = new Map<HTMLElement, number>();
  #known = new Map<HTMLElement, Known>();

  constructor(page: Document, clock: Pick<TickerClock, 'setTimeout' | 'clearTimeout'>) {
    this.#page = page;
    this.#clock = clock;
  }

  has(control: HTMLElement): boolean {
    return this.#new.has(control);
  }

  /** The page has changed; `byUser` when only by scrolling or resizing. */
  look(byUser = false): void {
    const before = this.#known;
    this.#known = this.#read();
    for (const [control, known] of this.#known) {
      const was = before.get(control);
      if (was === undefined || was.meaning !== known.meaning) this.#add(control);
      else if (!byUser && hasTakenAPlace(control, was.place, known.place, before)) this.#add(control);
    }
  }

  /** The whole page has appeared where something else was. */
  renew(): void {
    this.#known = this.#read();
    for (const control of this.#known.keys()) this.#add(control);
  }

  settle(control: HTMLElement): void {
    const timer = this.#new.get(control);
    if (timer === undefined) return;
    this.#clock.clearTimeout(timer);
    this.#new.delete(control);
    // One that cannot be used for a reason of its own stays so.
    if (control.dataset.unavailable === undefined) control.removeAttribute('aria-disabled');
  }

  clear(): void {
    for (const control of [...this.#new.keys()]) this.settle(control);
  }

  #add(control: HTMLElement): void {
    this.settle(control);
    control.setAttribute('aria-disabled', 'true');
    this.#new.set(
      control,
      this.#clock.setTimeout(() => this.settle(control), settleMs),
    );
  }

  #read(): Map<HTMLElement, Known> {
    const controls = this.#page.querySelectorAll<HTMLElement>(controlSelector);
    return new Map([...controls].map((control) => [control, { meaning: meaningOf(control), place: placeOf(control) }]));
  }
}

function placeOf(control: HTMLElement): Place {
  if (!control.checkVisibility()) return null;
  // Asking for the place of what is out of sight would lay it out.
  if (!control.checkVisibility({ contentVisibilityAuto: true })) return 'unknown';
  return control.getBoundingClientRect();
}

/** It can be seen again, or is where another control was. */
function hasTakenAPlace(control: HTMLElement, was: Place, is: Place, before: ReadonlyMap<HTMLElement, Known>): boolean {
  if (is === null || is === 'unknown' || was === 'unknown') return false;
  if (was === null) return true;
  if (Math.abs(was.x - is.x) <= slack && Math.abs(was.y - is.y) <= slack) return false;
  return [...before].some(([other, { place }]) => other !== control && place instanceof DOMRect && meet(place, is));
}

function meet(a: DOMRect, b: DOMRect): boolean {
  const width = Math.min(a.right, b.right) - Math.max(a.left, b.left);
  const height = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
  return width > slack && height > slack;
}
