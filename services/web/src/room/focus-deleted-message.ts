import { focusMessageField } from '../composer/focus-composer.ts';

/**
 * Moves the focus to a deleted message, because the focused button disappears when the message is deleted. If the
 * message is not rendered, moves the focus to the message field. Does nothing if an element outside the message has the
 * focus.
 */
export function focusDeletedMessage(id: string): void {
  const messageRow = document.querySelector<HTMLElement>(`[data-id="${CSS.escape(id)}"]`);
  const { activeElement } = document;
  const isFocusLost = activeElement === null || activeElement.matches('body, main');
  if (!isFocusLost && !messageRow?.contains(activeElement)) return;
  if (messageRow) messageRow.focus();
  else focusMessageField();
}
