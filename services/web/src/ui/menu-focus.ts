import type { KeyboardEvent } from 'react';
import { isComposing } from './is-composing.ts';

/** Returns the items of a menu that can be selected. */
export const findEnabledItems = (menu: Element): HTMLElement[] => [
  ...menu.querySelectorAll<HTMLElement>('button:not(:disabled)'),
];

/** Moves the focus to another item of the menu if the key asks for it. */
export function moveMenuFocus(event: KeyboardEvent<HTMLDivElement>): void {
  if (isComposing(event)) return;
  const menu = event.currentTarget;
  // Close the menu on Tab. The browser returns the focus to the menu's button, and then moves the focus from the button
  // to the next element.
  if (event.key === 'Tab') menu.hidePopover();
  const enabledItems = findEnabledItems(menu);
  const focusedItemIndex = enabledItems.indexOf(document.activeElement as HTMLElement);
  const nextItemIndex = findNextItemIndex(event.key, focusedItemIndex, enabledItems.length);
  if (nextItemIndex === undefined) return;
  event.preventDefault();
  enabledItems[nextItemIndex]?.focus();
}

function findNextItemIndex(key: string, current: number, count: number): number | undefined {
  switch (key) {
    case 'ArrowDown':
    case 'ArrowRight':
      return (current + 1) % count;
    case 'ArrowUp':
    case 'ArrowLeft':
      return (current - 1 + count) % count;
    case 'Home':
      return 0;
    case 'End':
      return count - 1;
    default:
      return undefined;
  }
}
