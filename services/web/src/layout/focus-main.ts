/** Moves the focus to the main content of the page, unless an element already has the focus. */
export function focusMainPart(): void {
  if (document.activeElement !== document.body) return;
  const parts = [...document.querySelectorAll<HTMLElement>('main, [role="main"]')];
  parts.find((part) => part.getClientRects().length > 0)?.focus();
}
