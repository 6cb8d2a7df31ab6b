import type { ApiError, ProblemCode } from '../api/api-error.ts';
import type { CallEnd, CallEndReason } from './calls-state.ts';

const END_REASONS: readonly string[] = [
  'left',
  'ended',
  'empty',
  'room-deleted',
  'removed',
  'taken-over',
  'full',
] satisfies readonly CallEndReason[];

/**
 * Returns the end of a call for the reason that the server sent. A reason that this version does not know counts as
 * `ended`.
 */
export function toCallEnd(reason: string | undefined): CallEnd {
  const isKnown = reason !== undefined && END_REASONS.includes(reason);
  return { reason: isKnown ? (reason as CallEndReason) : 'ended', error: null };
}

const END_REASONS_BY_REJOIN_ERROR: Partial<Record<ProblemCode, CallEndReason>> = {
  MEETING_ENDED: 'ended',
  MEETING_NOT_FOUND: 'removed',
  MEETING_FULL: 'full',
};

/** Returns the end of a call after the server has refused to let the user join or rejoin. */
export function toEndAfterRefusal(error: ApiError, { isRejoin }: { readonly isRejoin: boolean }): CallEnd {
  const reason = isRejoin ? END_REASONS_BY_REJOIN_ERROR[error.code] : undefined;
  return reason ? { reason, error: null } : { reason: 'refused', error };
}
