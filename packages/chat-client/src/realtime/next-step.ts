import { CLOSE_REASONS, type CloseReason } from '@kcs/contracts';
import type { ApiError } from '../api/api-error.ts';
import { computeBackOffMs } from '../time/back-off.ts';
import type { LinkEnd } from './link.ts';

/** How the last connection, or the last attempt to connect, ended. */
export type ConnectionOutcome =
  | { readonly kind: 'failed'; readonly error: ApiError }
  | { readonly kind: 'over'; readonly end: LinkEnd; readonly lastedMs: number };

/** The number of consecutive failed attempts, and the number of tokens in a row that the server refused. */
export interface FailureTally {
  readonly failures: number;
  /** When the first attempt failed, in milliseconds of this device's clock. */
  readonly failingSince: number;
  /** The number of tokens in a row that the server refused. After each refusal, the client renews the token. */
  readonly refusals: number;
}

export const emptyFailureTally: FailureTally = { failures: 0, failingSince: 0, refusals: 0 };

export type ConnectionStep =
  | {
      readonly kind: 'connect';
      readonly afterMs: number;
      readonly renew: boolean;
      readonly tally: FailureTally;
    }
  | { readonly kind: 'end'; readonly code: string };

/**
 * A connection that ends sooner than this counts as a failure. A server that accepts and then drops connections
 * therefore gets fewer and fewer attempts.
 */
const MIN_STABLE_CONNECTION_MS = 10_000;
/**
 * The client renews the token after at most this many refusals in a row. The first refusals may only mean that the
 * server does not know the newest signing key yet. After this many refusals, waiting will not help.
 */
const MAX_TOKEN_REFUSALS = 5;
/**
 * The longest wait before an evicted client reconnects. The user can end the wait early. If two clients of one user
 * reconnected immediately, they would evict each other again and again (END-11).
 */
const EVICTED_RECONNECT_WAIT_MS = 15 * 60_000;
/**
 * Reconnects after a network failure are spread over this time. Otherwise, all clients would reconnect at the same
 * time.
 */
const RECONNECT_SPREAD_MS = 500;

/**
 * Returns what to do after a connection or an attempt has ended: connect again after a delay, with a new token if
 * necessary, or end the session. Follows the table of close reasons (END-8). Pure.
 */
export function decideConnectionStep(
  outcome: ConnectionOutcome,
  tally: FailureTally,
  now: number,
  random: number,
): ConnectionStep {
  const wasConnectionStable = outcome.kind === 'over' && outcome.lastedMs >= MIN_STABLE_CONNECTION_MS;
  const linkEnd = outcome.kind === 'over' ? outcome.end : undefined;
  if (linkEnd?.kind === 'ended' && endsSession(linkEnd.code)) return { kind: 'end', code: linkEnd.code };
  if (linkEnd?.kind === 'closed') return createConnectStep(emptyFailureTally, 0, false);
  if (linkEnd?.kind === 'drained') return createConnectStep(emptyFailureTally, linkEnd.waitMs, false);
  if (linkEnd?.kind === 'evicted')
    return createConnectStep(emptyFailureTally, EVICTED_RECONNECT_WAIT_MS * (0.75 + random / 4), false);
  if (wasConnectionStable) {
    const mustRenewToken = linkEnd?.kind === 'ended';
    return createConnectStep(
      emptyFailureTally,
      mustRenewToken ? 0 : random * RECONNECT_SPREAD_MS,
      mustRenewToken,
    );
  }
  const failingSince = tally.failures === 0 ? now : tally.failingSince;
  const failureCount = tally.failures + 1;
  const waitMs = computeBackOffMs(tally.failures, now - failingSince, random);
  const wasTokenRefused =
    linkEnd?.kind === 'ended' || (outcome.kind === 'failed' && outcome.error.code === 'UNAUTHENTICATED');
  if (!wasTokenRefused)
    return createConnectStep({ failures: failureCount, failingSince, refusals: 0 }, waitMs, false);
  if (tally.refusals >= MAX_TOKEN_REFUSALS) return { kind: 'end', code: 'UNAUTHENTICATED' };
  // Do not wait after the first refusal, because it usually means only that the token must be renewed.
  return createConnectStep(
    { failures: failureCount, failingSince, refusals: tally.refusals + 1 },
    tally.refusals === 0 ? 0 : waitMs,
    true,
  );
}

/**
 * Returns whether a close code ends the session permanently. The code for an expired token does not end the session,
 * because the token can be renewed. An unknown code from a newer server ends the session.
 */
const endsSession = (code: string): boolean => {
  const mayReconnect = Object.hasOwn(CLOSE_REASONS, code) && CLOSE_REASONS[code as CloseReason].reconnects;
  return code !== 'TOKEN_EXPIRED' && !mayReconnect;
};

const createConnectStep = (tally: FailureTally, afterMs: number, renew: boolean): ConnectionStep => ({
  kind: 'connect',
  afterMs,
  renew,
  tally,
});
