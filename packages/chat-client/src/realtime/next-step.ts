import { CLOSE_REASONS, type CloseReason } from '@kcs/contracts';
import type { ApiError } from '../api/api-error.ts';
import { backOff } from '../time/back-off.ts';
import type { LinkEnd } from './link.ts';

/** The outcome of the last connection, or of the attempt to open one. */
export type Outcome =
  | { readonly kind: 'failed'; readonly error: ApiError }
  | { readonly kind: 'over'; readonly end: LinkEnd; readonly lastedMs: number };

/** The number of failures in a row, and how many of them were refusals of the token in a row. */
export interface Tally {
  readonly failures: number;
  /** Local time of the first failure. */
  readonly failingSince: number;
  /** A renewal of the token came before each refusal except the first. */
  readonly refusals: number;
}

export const noFailures: Tally = { failures: 0, failingSince: 0, refusals: 0 };

export type Step =
  | { readonly kind: 'connect'; readonly afterMs: number; readonly renew: boolean; readonly tally: Tally }
  | { readonly kind: 'end'; readonly code: string };

/**
 * A shorter connection counts as a failure, so that few attempts go to a server that accepts and then drops
 * connections.
 */
const SETTLED_MS = 10_000;
/** A server may not have the newest signing key yet, but it will not accept a token that it refused this often. */
const MAX_REFUSALS = 5;
/** After a network cut, all clients reconnect at about the same time. Their reconnects are spread over this time. */
const FIRST_RETURN_MS = 500;

/**
 * Returns the next step according to the table of close reasons (END-8): when to reconnect, whether with a new token,
 * or to end. Pure.
 */
export function nextStep(outcome: Outcome, tally: Tally, now: number, random: number): Step {
  const settled = outcome.kind === 'over' && outcome.lastedMs >= SETTLED_MS;
  const end = outcome.kind === 'over' ? outcome.end : undefined;
  if (end?.kind === 'ended' && isFinal(end.code)) return { kind: 'end', code: end.code };
  if (end?.kind === 'closed') return connect(noFailures, 0, false);
  if (settled) {
    const expired = end?.kind === 'ended';
    return connect(noFailures, expired ? 0 : random * FIRST_RETURN_MS, expired);
  }
  const failingSince = tally.failures === 0 ? now : tally.failingSince;
  const failures = tally.failures + 1;
  const wait = backOff(tally.failures, now - failingSince, random);
  const refused =
    end?.kind === 'ended' || (outcome.kind === 'failed' && outcome.error.code === 'UNAUTHENTICATED');
  if (!refused) return connect({ failures, failingSince, refusals: 0 }, wait, false);
  if (tally.refusals >= MAX_REFUSALS) return { kind: 'end', code: 'UNAUTHENTICATED' };
  // The first refusal only means that the token must be renewed, so there is no wait.
  return connect(
    { failures, failingSince, refusals: tally.refusals + 1 },
    tally.refusals === 0 ? 0 : wait,
    true,
  );
}

/** Of the codes that end a session, only an expired token is renewed. An unknown code of a newer server ends it, too. */
const isFinal = (code: string): boolean => {
  const reconnects = Object.hasOwn(CLOSE_REASONS, code) && CLOSE_REASONS[code as CloseReason].reconnects;
  return code !== 'TOKEN_EXPIRED' && !reconnects;
};

const connect = (tally: Tally, afterMs: number, renew: boolean): Step => ({
  kind: 'connect',
  afterMs,
  renew,
  tally,
});
