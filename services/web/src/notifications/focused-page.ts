/**
 * The name of the browser lock that a page holds while it has the focus. The browser releases the lock when the page is
 * closed.
 */
const FOCUS_LOCK_NAME = 'kcs.focused-page';

/**
 * Holds a shared lock whenever this page has the focus, so that the other tabs of this browser know about the focus.
 * Continues until the page is closed.
 */
export function announceFocus(): void {
  if (!supportsLocks()) return;
  let releaseLock = () => {};
  const holdLock = () => {
    releaseLock();
    const untilBlur = new Promise<void>((resolve) => {
      releaseLock = resolve;
    });
    navigator.locks.request(FOCUS_LOCK_NAME, { mode: 'shared' }, () => untilBlur).catch(() => {});
  };
  window.addEventListener('focus', holdLock);
  window.addEventListener('blur', () => releaseLock());
  if (document.hasFocus()) holdLock();
}

/** Returns whether this page, or the chat in another tab of this browser, has the focus. */
export async function isAnyPageFocused(): Promise<boolean> {
  if (document.hasFocus()) return true;
  if (!supportsLocks()) return false;
  const { held = [] } = await navigator.locks.query();
  return held.some(({ name }) => name === FOCUS_LOCK_NAME);
}

const supportsLocks = (): boolean => typeof navigator !== 'undefined' && navigator.locks !== undefined;
