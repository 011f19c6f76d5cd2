import { type RefObject, useLayoutEffect, useState } from 'react';
import type { Size } from '../ui/layouts/box.ts';

/** How large an element is, in whole px; `null` before it is laid out. */
export function useSize(element: RefObject<HTMLElement | null>): Size | null {
  const [size, setSize] = useState<Size | null>(null);
  useLayoutEffect(() => {
    const measured = element.current;
    if (measured === null) return;
    const measure = () => {
      const now = { width: Math.floor(measured.clientWidth), height: Math.floor(measured.clientHeight) };
      // Not shown at all: what it was is what it will be.
      if (now.width === 0 || now.height === 0) return;
      setSize((was) => (was?.width === now.width && was.height === now.height ? was : now));
    };
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(measured);
    return () => observer.disconnect();
  }, [element]);
  return size;
}
