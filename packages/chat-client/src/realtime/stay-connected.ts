import { type ApiError, asApiError } from '../api/api-error.ts';
import type { TokenSource } from '../session/token-source.ts';
import { runWithRetries } from '../time/retrying.ts';
import { singleFlight } from '../time/single-flight.ts';
import { Stop } from '../time/stop.ts';
import type { Time } from '../time/time.ts';
import { closeLinkIfSilent } from './close-if-silent.ts';
import type { Link, LinkEnd, LinkOpener, ServerEvent } from './link.ts';
import { type ConnectionOutcome, decideConnectionStep, emptyFailureTally } from './next-step.ts';

export interface ConnectionListeners {
  onEvent(event: ServerEvent): void;
  onConnected(link: Link): void;
  /**
   * The connection was lost, or an attempt to connect failed. The client will reconnect. `isEvicted` means that the
   * server closed the connection because the user has too many connections. An evicted client reconnects when `wake` is
   * called, or after several minutes.
   */
  onDisconnected(isEvicted: boolean): void;
  /** The session has ended. `code` is the reason. */
  onEnded(code: string): void;
}

export interface ConnectionDeps {
  readonly openLink: LinkOpener;
  readonly tokens: TokenSource;
  readonly time: Time;
  readonly stopped: Stop;
}

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

/** Returns a token for the next connection. If no token is available, returns the outcome of a failed attempt. */
async function obtainToken(
  tokens: TokenSource,
  last: string,
  renew: boolean,
): Promise<string | ConnectionOutcome> {
  try {
    return renew ? await tokens.renew(last) : await tokens.token();
  } catch (thrown) {
    const error = asApiError(thrown);
    // If there is no token, the session has ended, so there is no reason to contact the server.
    return error.code === 'UNAUTHENTICATED'
      ? createEndedOutcome({ kind: 'ended', code: error.code }, 0)
      : createFailedOutcome(error);
  }
}

/** Opens one connection and waits until it ends. Resolves with its outcome. */
async function holdConnectionUntilEnd(
  { openLink, tokens, time, stopped }: ConnectionDeps,
  { onEvent, onConnected }: ConnectionListeners,
  token: string,
  onRenewed: (token: string) => void,
): Promise<ConnectionOutcome> {
  const linkStop = new Stop();
  let openedLink: Link | undefined;
  let tokenInUse = token;
  let reconnectAt: number | undefined;
  let isEvicted = false;
  /** Renews the token and sends it to the server, so that the connection outlives the old token (END-6). */
  const renewConnectionToken = async (open: Link) => {
    try {
      const renewedToken = await runWithRetries(() => tokens.renew(tokenInUse), time, stopped);
      await open.request('refresh-auth', { token: renewedToken });
      tokenInUse = renewedToken;
      onRenewed(renewedToken);
    } catch {
      // Ignore the failure. When the old token expires, the server closes the connection, and the client reconnects.
    }
  };
  const handleServerEvent = (event: ServerEvent) => {
    onEvent(event);
    if (openedLink && event.name === 'auth-expiring') void renewConnectionToken(openedLink);
    if (event.name === 'server-draining') {
      // Reconnect at a random moment within the time that the server specified, so that clients do not all reconnect at
      // the same time (END-9). The server usually closes the connection sooner.
      const reconnectWaitMs = time.random() * event.payload.reconnectInMs;
      reconnectAt = time.now() + reconnectWaitMs;
      void time.sleep(reconnectWaitMs, linkStop).then(() => openedLink?.close());
    }
    if (event.name === 'socket-evicted') isEvicted = true;
  };
  try {
    openedLink = await openLink(token, handleServerEvent, stopped);
  } catch (thrown) {
    return createFailedOutcome(asApiError(thrown));
  }
  const openedAt = time.now();
  const removeStopListener = stopped.onStop(openedLink.close);
  onConnected(openedLink);
  const linkEnd = await openedLink.closed;
  linkStop.stop();
  removeStopListener();
  const connectionDurationMs = time.now() - openedAt;
  if (stopped.hasFired || linkEnd.kind === 'ended') return createEndedOutcome(linkEnd, connectionDurationMs);
  if (isEvicted) return createEndedOutcome({ kind: 'evicted' }, connectionDurationMs);
  if (reconnectAt === undefined) return createEndedOutcome(linkEnd, connectionDurationMs);
  return createEndedOutcome(
    { kind: 'drained', waitMs: Math.max(0, reconnectAt - time.now()) },
    connectionDurationMs,
  );
}

const createFailedOutcome = (error: ApiError): ConnectionOutcome => ({ kind: 'failed', error });
const createEndedOutcome = (end: LinkEnd, lastedMs: number): ConnectionOutcome => ({
  kind: 'over',
  end,
  lastedMs,
});
