/** Moves the focus to the visible main content of the page, unless another element already has the focus. */
export function focusMainPart(): void {
  if (document.activeElement !== document.body) return;
  const mainParts = [...document.querySelectorAll<HTMLElement>('main, [role="main"]')];
  mainParts.find((part) => part.getClientRects().length > 0)?.focus({ preventScroll: true });
}
