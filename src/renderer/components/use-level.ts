import { type RefObject, useEffect } from 'react';
import type { PhoneActions } from '../phone/phone-state.ts';
import { useApp } from '../state/app-context.tsx';

/**
 * Tells an element how loud a microphone or speaker is, 0 to 1, as `--level`, without React and only while somebody looks.
 * `show` is for what else there is to do with it.
 */
export function useLevel(
  of: Parameters<PhoneActions['onLevel']>[0],
  element: RefObject<HTMLElement | null>,
  show?: (element: HTMLElement, level: number) => void,
): void {
  const { actions, visibility } = useApp();
  useEffect(() => {
    let stop: (() => void) | null = null;
    const tell = (level: number) => {
      if (element.current === null) return;
      element.current.style.setProperty('--level', level.toFixed(2));
      show?.(element.current, level);
    };
    const follow = () => {
      stop?.();
      stop = visibility.visible() ? actions.onLevel(of, tell) : null;
      if (stop === null) tell(0);
    };
    const unsubscribe = visibility.subscribe(follow);
    follow();
    return () => {
      unsubscribe();
      stop?.();
    };
  }, [actions, visibility, of, element, show]);
}
