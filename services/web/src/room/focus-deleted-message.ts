import { focusComposer } from '../composer/focus-composer.ts';

/**
 * Moves the focus to a deleted message, because the focused button disappears when the message is deleted. If the
 * message is not rendered, moves the focus to the message field. Does nothing if an element outside the message has the
 * focus.
 */
export function focusDeletedMessage(id: string): void {
  const row = document.querySelector<HTMLElement>(`[data-id="${CSS.escape(id)}"]`);
  const { activeElement } = document;
  const isFocusLost = activeElement === null || activeElement.matches('body, main');
  if (!isFocusLost && !row?.contains(activeElement)) return;
  if (row) row.focus();
  else focusComposer();
}
