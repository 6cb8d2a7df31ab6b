import { type RefObject, useLayoutEffect } from 'react';
import { findRowControls } from './move-focus-within-row.ts';

/**
 * Lets the Tab key reach one control of the active row. The arrow keys move between this row's controls. The Tab key
 * skips the controls of all other rows, so that it does not stop at every message.
 */
export function useRowTabStops(ref: RefObject<HTMLElement | null>, isActive: boolean): void {
  // Run this effect after every render, because any render may add controls.
  useLayoutEffect(() => {
    const rowControls = ref.current ? findRowControls(ref.current) : [];
    const currentControl = rowControls.find((stop) => stop === document.activeElement) ?? rowControls[0];
    for (const stop of rowControls) stop.tabIndex = isActive && stop === currentControl ? 0 : -1;
  });
}
