import { focusComposer } from '../composer/focus-composer.ts';

/**
 * Moves the focus to a deleted message, because deleting the message removes its focused button. Does nothing if
 * another element has the focus.
 */
export function focusDeletedMessage(id: string): void {
  const row = document.querySelector<HTMLElement>(`[data-id="${CSS.escape(id)}"]`);
  const { activeElement } = document;
  const isFocusLost = activeElement === null || activeElement.matches('body, main');
  if (!isFocusLost && !row?.contains(activeElement)) return;
  if (row) row.focus();
  else focusComposer();
}
