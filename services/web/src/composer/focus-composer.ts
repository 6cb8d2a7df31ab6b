/** The id of the message field. There is at most one on the page. */
export const COMPOSER_ID = 'composer';

export function focusComposer(): void {
  document.getElementById(COMPOSER_ID)?.focus();
}

export const isComposerFocused = (): boolean => document.activeElement?.id === COMPOSER_ID;
