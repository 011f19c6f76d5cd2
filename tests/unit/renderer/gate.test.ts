import { describe, expect, test, vi } from 'vitest';
import { createStore } from 'zustand/vanilla';
import { gated, windowVisibility } from '../../../src/renderer/state/gate.ts';
import { FakeVisibility } from './support/fake-visibility.ts';

describe('a gated store', () => {
  test('passes changes on while visible', () => {
    const source = createStore(() => 1);
    const store = gated(source, new FakeVisibility());
    const listener = vi.fn();
    store.subscribe(listener);
    source.setState(2, true);
    expect(listener).toHaveBeenCalledExactlyOnceWith(2, 1);
    expect(store.getState()).toBe(2);
  });

  test('tells nothing while hidden, then the newest state once', () => {
    const source = createStore(() => 1);
    const visibility = new FakeVisibility();
    const store = gated(source, visibility);
    const listener = vi.fn();
    store.subscribe(listener);
    visibility.set(false);
    source.setState(2, true);
    source.setState(3, true);
    expect(listener).not.toHaveBeenCalled();
    expect(store.getState()).toBe(1);
    visibility.set(true);
    expect(listener).toHaveBeenCalledExactlyOnceWith(3, 1);
    expect(store.getState()).toBe(3);
  });

  test('coming back to an unchanged state tells nothing', () => {
    const visibility = new FakeVisibility();
    const store = gated(
      createStore(() => 1),
      visibility,
    );
    const listener = vi.fn();
    store.subscribe(listener);
    visibility.set(false);
    visibility.set(true);
    expect(listener).not.toHaveBeenCalled();
  });

  test('an unsubscribed listener hears neither', () => {
    const source = createStore(() => 1);
    const visibility = new FakeVisibility();
    const listener = vi.fn();
    gated(source, visibility).subscribe(listener)();
    source.setState(2, true);
    visibility.set(false);
    source.setState(3, true);
    visibility.set(true);
    expect(listener).not.toHaveBeenCalled();
  });
});

describe('visibility of the window', () => {
  class FakePage extends EventTarget {
    visibilityState: DocumentVisibilityState = 'visible';
    show(state: DocumentVisibilityState): void {
      this.visibilityState = state;
      this.dispatchEvent(new Event('visibilitychange'));
    }
  }
  function watch() {
    const page = new FakePage();
    let fromMain: (visible: boolean) => void = () => {};
    const visibility = windowVisibility(page as unknown as Document, (listener) => {
      fromMain = listener;
    });
    const heard: boolean[] = [];
    visibility.subscribe((visible) => heard.push(visible));
    return { page, visibility, heard, main: (visible: boolean) => fromMain(visible) };
  }

  test('is what main says, also while the document believes to be visible', () => {
    const { visibility, heard, main } = watch();
    expect(visibility.visible()).toBe(true);
    main(false);
    expect(visibility.visible()).toBe(false);
    main(true);
    expect(heard).toEqual([false, true]);
  });

  test('is what the document says where there is no main', () => {
    const { page, visibility, heard } = watch();
    page.show('hidden');
    expect(visibility.visible()).toBe(false);
    page.show('visible');
    expect(heard).toEqual([false, true]);
  });

  test('needs both, and tells each change once', () => {
    const { page, heard, main } = watch();
    main(false);
    main(false);
    page.show('hidden');
    main(true);
    expect(heard).toEqual([false]);
    page.show('visible');
    expect(heard).toEqual([false, true]);
  });
});
