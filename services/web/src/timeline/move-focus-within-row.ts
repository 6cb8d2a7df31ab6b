/** Selects the controls in a message row that the keyboard can reach: quote, links, buttons, actions, and reactions. */
const ROW_CONTROL_SELECTOR = 'a[href], button:not([role^="menuitem"]), pre';

/** Returns the controls of a row that can have the focus, without those in dialogs. */
export const findRowControls = (row: Element): HTMLElement[] =>
  [...row.querySelectorAll<HTMLElement>(ROW_CONTROL_SELECTOR)].filter(
    (stop) => stop.closest('dialog') === null,
  );

/**
 * Moves the focus to the next or previous control in a row, or from a control back to the row. Returns false if the key
 * has no effect in the row.
 */
export function moveFocusWithinRow(row: HTMLElement, key: string): boolean {
  const rowControls = findRowControls(row);
  const currentControlIndex = rowControls.indexOf(document.activeElement as HTMLElement);
  const nextControlIndex = findNextControlIndex(key, currentControlIndex);
  if (nextControlIndex === undefined) return false;
  const focusTarget = nextControlIndex < 0 ? row : rowControls[nextControlIndex];
  if (focusTarget === undefined) return false;
  for (const stop of rowControls) stop.tabIndex = stop === focusTarget ? 0 : -1;
  focusTarget.focus();
  return true;
}

function findNextControlIndex(key: string, current: number): number | undefined {
  switch (key) {
    case 'ArrowRight':
      return current + 1;
    case 'ArrowLeft':
      return current < 0 ? undefined : current - 1;
    case 'Escape':
      return current < 0 ? undefined : -1;
    default:
      return undefined;
  }
}
