/** The element id of the message field. The page contains at most one message field. */
export const COMPOSER_ID = 'composer';

export function focusComposer(): void {
  document.getElementById(COMPOSER_ID)?.focus();
}
