import { useSyncExternalStore } from 'react';

function subscribeToPageAttention(listener: () => void): () => void {
  window.addEventListener('focus', listener);
  window.addEventListener('blur', listener);
  document.addEventListener('visibilitychange', listener);
  return () => {
    window.removeEventListener('focus', listener);
    window.removeEventListener('blur', listener);
    document.removeEventListener('visibilitychange', listener);
  };
}

/** Returns whether the page is visible and has the focus. If so, we assume that the user is looking at the page. */
export const usePageAttention = (): boolean =>
  useSyncExternalStore(
    subscribeToPageAttention,
    () => document.visibilityState === 'visible' && document.hasFocus(),
  );
