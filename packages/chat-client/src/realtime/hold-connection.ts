import { asApiError } from '../api/api-error.ts';
import type { TokenSource } from '../session/token-source.ts';
import { runWithRetries } from '../time/retrying.ts';
import { Stop } from '../time/stop.ts';
import type { Time } from '../time/time.ts';
import { createEndedOutcome, createFailedOutcome } from './connection-outcome.ts';
import type { Link, LinkOpener, ServerEvent } from './link.ts';
import type { ConnectionOutcome } from './next-step.ts';

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

/** Opens one connection and waits until it ends. Resolves with its outcome. */
export async function holdConnectionUntilEnd(
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
