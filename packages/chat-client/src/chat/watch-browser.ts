import type { Stop } from '../time/stop.ts';

/** Calls `onReturn` when the network is back or the page is looked at again; in Node there is nothing to watch. */
export function watchBrowser(onReturn: () => void, stopped: Stop): void {
  if (typeof window === 'undefined') return;
  const signal = stopped.toSignal();
  const onLook = () => document.visibilityState === 'visible' && onReturn();
  window.addEventListener('online', onReturn, { signal });
  document.addEventListener('visibilitychange', onLook, { signal });
}
