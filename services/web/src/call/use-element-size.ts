import { type RefObject, useLayoutEffect, useState } from 'react';
import type { Size } from './tile-size.ts';

/** Returns the inner size of an element in pixels, and re-renders the component when the size changes. */
export function useElementSize(elementRef: RefObject<HTMLElement | null>): Size {
  const [size, setSize] = useState<Size>({ width: 0, height: 0 });
  useLayoutEffect(() => {
    const element = elementRef.current;
    if (element === null) return;
    const readSize = () => setSize({ width: element.clientWidth, height: element.clientHeight });
    readSize();
    const resizeObserver = new ResizeObserver(readSize);
    resizeObserver.observe(element);
    return () => resizeObserver.disconnect();
  }, [elementRef]);
  return size;
}
