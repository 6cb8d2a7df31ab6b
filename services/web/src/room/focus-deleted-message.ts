import { focusComposer } from '../composer/focus-composer.ts';

/**
 * Moves the focus from the buttons of a deleted message, which disappear, to the message. Does nothing if the focus has
 * moved elsewhere in the meantime.
 */
export function focusDeletedMessage(id: string): void {
  const row = document.querySelector<HTMLElement>(`[data-id="${CSS.escape(id)}"]`);
  const { activeElement } = document;
  const isFocusLost = activeElement === null || activeElement.matches('body, main');
  if (!isFocusLost && !row?.contains(activeElement)) return;
  if (row) row.focus();
  else focusComposer();
}
