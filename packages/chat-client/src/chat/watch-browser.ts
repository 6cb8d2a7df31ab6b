import type { Connection } from '../realtime/stay-connected.ts';
import type { Stop } from '../time/stop.ts';

/** The events after which a connection may be dead without any sign: the network or the page has come back. */
const RETURN_EVENTS = ['online', 'focus', 'pageshow'] as const;

/**
 * Wakes the connection when the network or the page returns, and drops it when the network is gone. An evicted client
 * stays away. Does nothing in Node.
 */
export function watchBrowser(connection: Connection, stopped: Stop): void {
  if (typeof window === 'undefined') return;
  const signal = stopped.toSignal();
  for (const name of RETURN_EVENTS) window.addEventListener(name, connection.wakeUnlessEvicted, { signal });
  window.addEventListener('offline', connection.drop, { signal });
  const onVisible = () => document.visibilityState === 'visible' && connection.wakeUnlessEvicted();
  document.addEventListener('visibilitychange', onVisible, { signal });
}
