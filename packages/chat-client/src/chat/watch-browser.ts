import type { Connection } from '../realtime/stay-connected.ts';
import type { Stop } from '../time/stop.ts';

/**
 * The browser events that report that the network is available again, or that the page is active again. The connection
 * may have died earlier without the client noticing.
 */
const NETWORK_OR_PAGE_RETURN_EVENTS = ['online', 'focus', 'pageshow'] as const;

/**
 * Wakes the connection when the network or the page becomes available again, and closes the connection when the network
 * is lost. Leaves an evicted client disconnected. Does nothing in Node.
 */
export function applyBrowserEventsToConnection(connection: Connection, stopped: Stop): void {
  if (typeof window === 'undefined') return;
  const stopSignal = stopped.toSignal();
  for (const name of NETWORK_OR_PAGE_RETURN_EVENTS)
    window.addEventListener(name, connection.wakeUnlessEvicted, { signal: stopSignal });
  window.addEventListener('offline', connection.drop, { signal: stopSignal });
  const wakeIfVisible = () => document.visibilityState === 'visible' && connection.wakeUnlessEvicted();
  document.addEventListener('visibilitychange', wakeIfVisible, { signal: stopSignal });
}
