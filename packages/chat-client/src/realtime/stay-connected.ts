import { singleFlight } from '../time/single-flight.ts';
import { Stop } from '../time/stop.ts';
import { closeLinkIfSilent } from './close-if-silent.ts';
import { type ConnectionDeps, type ConnectionListeners, holdConnectionUntilEnd } from './hold-connection.ts';
import type { Link, LinkOpener } from './link.ts';
import { decideConnectionStep, emptyFailureTally } from './next-step.ts';
import { obtainToken } from './obtain-token.ts';

export interface Connection {
  /**
   * If the client is waiting for the next attempt to connect, starts that attempt now. Otherwise, probes the
   * connection.
   */
  wake(): void;
  /**
   * Call this method when the network or the page becomes available again. It works like `wake`, but leaves an evicted
   * client disconnected, because the user did not ask to reconnect (END-11).
   */
  wakeUnlessEvicted(): void;
  /** Replaces the open connection if the server does not answer within a few seconds. */
  probe(): void;
  /** Closes the open connection, because the network is gone. The client then reconnects. */
  drop(): void;
}

/** Opens a link, and keeps reconnecting until the session ends or `stopped` fires. */
export function stayConnected(deps: ConnectionDeps, listeners: ConnectionListeners): Connection {
  let reconnectWaitStop = new Stop();
  let currentLink: Link | undefined;
  let isClientEvicted = false;
  const openLink: LinkOpener = async (...args) => {
    currentLink = await deps.openLink(...args);
    return currentLink;
  };
  const listenersTrackingEviction: ConnectionListeners = {
    ...listeners,
    onDisconnected(isEvicted) {
      isClientEvicted = isEvicted;
      listeners.onDisconnected(isEvicted);
    },
  };
  void runConnections({ ...deps, openLink }, listenersTrackingEviction, async (ms) => {
    reconnectWaitStop = new Stop(deps.stopped);
    await deps.time.sleep(ms, reconnectWaitStop);
    reconnectWaitStop.stop();
    isClientEvicted = false;
  });
  const probeUnlessAlreadyProbing = singleFlight(async () => {
    if (currentLink?.isOpen) await closeLinkIfSilent(currentLink, deps.time, deps.stopped);
  });
  const probeConnection = () => void probeUnlessAlreadyProbing('');
  const wakeConnection = () => {
    reconnectWaitStop.stop();
    probeConnection();
  };
  return {
    wake: wakeConnection,
    wakeUnlessEvicted() {
      if (!isClientEvicted) wakeConnection();
    },
    probe: probeConnection,
    drop: () => currentLink?.close(),
  };
}

async function runConnections(
  deps: ConnectionDeps,
  listeners: ConnectionListeners,
  sleep: (ms: number) => Promise<void>,
): Promise<void> {
  const { tokens, time, stopped } = deps;
  let failureTally = emptyFailureTally;
  let latestToken = '';
  let mustRenewToken = false;
  const storeRenewedToken = (fresh: string) => {
    latestToken = fresh;
  };

  while (!stopped.hasFired) {
    const tokenOrOutcome = await obtainToken(tokens, latestToken, mustRenewToken);
    if (typeof tokenOrOutcome === 'string') latestToken = tokenOrOutcome;
    const connectionOutcome =
      typeof tokenOrOutcome === 'string'
        ? await holdConnectionUntilEnd(deps, listeners, latestToken, storeRenewedToken)
        : tokenOrOutcome;
    if (stopped.hasFired) return;
    const nextStep = decideConnectionStep(connectionOutcome, failureTally, time.now(), time.random());
    if (nextStep.kind === 'end') return listeners.onEnded(nextStep.code);
    listeners.onDisconnected(connectionOutcome.kind === 'over' && connectionOutcome.end.kind === 'evicted');
    ({ tally: failureTally, renew: mustRenewToken } = nextStep);
    await sleep(nextStep.afterMs);
  }
}
