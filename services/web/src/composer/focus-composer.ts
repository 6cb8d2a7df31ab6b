/** The element id of the message field. The page contains at most one message field. */
export const MESSAGE_FIELD_ELEMENT_ID = 'composer';

export function focusMessageField(): void {
  document.getElementById(MESSAGE_FIELD_ELEMENT_ID)?.focus();
}
