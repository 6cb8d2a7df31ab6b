import { CLOSE_REASONS, type CloseReason } from '@kcs/contracts';
import type { ApiError } from '../api/api-error.ts';
import { backOff } from '../time/back-off.ts';
import type { LinkEnd } from './link.ts';

/** How the last connection, or the attempt at one, went. */
export type Outcome =
  | { readonly kind: 'failed'; readonly error: ApiError }
  | { readonly kind: 'over'; readonly end: LinkEnd; readonly lastedMs: number };

/** `failures` in a row, the first of them at `failingSince`; `refusals` of tokens in a row, each after a renewal. */
export interface Tally {
  readonly failures: number;
  readonly failingSince: number;
  readonly refusals: number;
}

export const noFailures: Tally = { failures: 0, failingSince: 0, refusals: 0 };

export type Step =
  | { readonly kind: 'connect'; readonly afterMs: number; readonly renew: boolean; readonly tally: Tally }
  | { readonly kind: 'end'; readonly code: string };

/** A connection that ends sooner counts as a failure: a server that lets in and drops again is not hammered. */
const SETTLED_MS = 10_000;
/** A server may not know the newest signing key yet, but a token that is refused so often will not become good. */
const REFUSALS_MOST = 5;
/** After a cut everybody comes back at about the same time; this is what it is spread over at least. */
const FIRST_RETURN_MS = 500;

/** What to do next, by the table of endings: come back, and when; with another token; or not at all. Pure. */
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
  if (tally.refusals >= REFUSALS_MOST) return { kind: 'end', code: 'UNAUTHENTICATED' };
  // The first refusal of a token is what renewing is for.
  return connect(
    { failures, failingSince, refusals: tally.refusals + 1 },
    tally.refusals === 0 ? 0 : wait,
    true,
  );
}

/** An expired token is renewed; for a code that this client does not know, trying tells. */
const isFinal = (code: string): boolean =>
  code !== 'TOKEN_EXPIRED' &&
  Object.hasOwn(CLOSE_REASONS, code) &&
  !CLOSE_REASONS[code as CloseReason].reconnects;

const connect = (tally: Tally, afterMs: number, renew: boolean): Step => ({
  kind: 'connect',
  afterMs,
  renew,
  tally,
});
