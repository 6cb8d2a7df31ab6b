import { CLOSE_REASONS, type CloseReason } from '@kcs/contracts';
import type { ApiError } from '../api/api-error.ts';
import { backOff } from '../time/back-off.ts';
import type { LinkEnd } from './link.ts';

/** How the last connection, or the attempt to open one, went. */
export type Outcome =
  | { readonly kind: 'failed'; readonly error: ApiError }
  | { readonly kind: 'over'; readonly end: LinkEnd; readonly lastedMs: number };

/** Failures in a row, and the token refusals in a row among them. */
export interface Tally {
  readonly failures: number;
  /** Local time of the first failure. */
  readonly failingSince: number;
  /** Each refusal after the first followed a renewal of the token. */
  readonly refusals: number;
}

export const noFailures: Tally = { failures: 0, failingSince: 0, refusals: 0 };

export type Step =
  | { readonly kind: 'connect'; readonly afterMs: number; readonly renew: boolean; readonly tally: Tally }
  | { readonly kind: 'end'; readonly code: string };

/** A shorter connection counts as a failure, so that a server that accepts and drops connections gets few attempts. */
const SETTLED_MS = 10_000;
/** A server may not have the newest signing key yet, but a token refused this often will not be accepted later. */
const MAX_REFUSALS = 5;
/** After a cut everyone reconnects at about the same time. Their returns are spread over this time. */
const FIRST_RETURN_MS = 500;

/** The next step by the table of close reasons (END-8): reconnect and when, with a new token, or end. Pure. */
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
  // The first refusal is what renewal is for: no wait.
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
