/** The lock that a page holds while it has the focus. The browser releases the lock when the page is closed. */
const LOCK_NAME = 'kcs.focused-page';

/** Tells the other tabs of this browser, for as long as the page exists, when this page has the focus. */
export function announceFocus(): void {
  if (!hasLocks()) return;
  let release = () => {};
  const holdLock = () => {
    release();
    const blur = new Promise<void>((resolve) => {
      release = resolve;
    });
    navigator.locks.request(LOCK_NAME, { mode: 'shared' }, () => blur).catch(() => {});
  };
  window.addEventListener('focus', holdLock);
  window.addEventListener('blur', () => release());
  if (document.hasFocus()) holdLock();
}

/** Returns whether this page, or the chat in another tab of this browser, has the focus. */
export async function isAnyPageFocused(): Promise<boolean> {
  if (document.hasFocus()) return true;
  if (!hasLocks()) return false;
  const { held = [] } = await navigator.locks.query();
  return held.some(({ name }) => name === LOCK_NAME);
}

const hasLocks = (): boolean => typeof navigator !== 'undefined' && navigator.locks !== undefined;
