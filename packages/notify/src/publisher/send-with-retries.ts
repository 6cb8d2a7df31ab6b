import { setTimeout as delay } from 'node:timers/promises';
import type { PreparedDocument } from '../document/prepare-document.ts';
import type { SendOutcome, Transport } from '../transports/transport.ts';
import type { PublishResult } from './publish-result.ts';

const FIRST_PAUSE_MS = 200;
const MAX_PAUSE_MS = 5_000;

interface RetryLimits {
  /** When to give up, on the clock of `performance.now()`. */
  readonly deadline: number;
  readonly attemptTimeoutMs: number;
  /** Aborted when the caller gives up. */
  readonly signal: AbortSignal;
}

/**
 * Sends a document until the server accepts or refuses it, the deadline passes, or the signal is aborted. All attempts
 * have the same id, so the notification is delivered once, even if an acknowledgment was lost. The pauses between the
 * attempts grow exponentially, with jitter.
 */
export async function sendWithRetries(
  transport: Transport,
  document: PreparedDocument,
  { deadline, attemptTimeoutMs, signal }: RetryLimits,
): Promise<PublishResult> {
  const { id } = document;
  let lastFailure = 'The time ran out before the first attempt.';
  for (let attempt = 1; ; attempt += 1) {
    if (signal.aborted) return createAbortedResult(id);
    const remainingMs = deadline - performance.now();
    if (remainingMs <= 0) return createUnreachableResult(id, attempt - 1, lastFailure);
    const outcome = await sendOnce(transport, document, Math.min(attemptTimeoutMs, remainingMs), signal);
    // If the call was aborted during the attempt, the abort caused the failure.
    if (outcome.kind === 'failed' && signal.aborted) return createAbortedResult(id);
    if (outcome.kind !== 'failed') return toResult(id, outcome, attempt);
    lastFailure = outcome.message;
    const pauseMs = outcome.quotaRetryAfterMs ?? createPauseMs(attempt);
    if (pauseMs >= deadline - performance.now()) {
      return outcome.quotaRetryAfterMs === undefined
        ? createUnreachableResult(id, attempt, lastFailure)
        : createOverQuotaResult(id, outcome.message, outcome.quotaRetryAfterMs);
    }
    await delay(pauseMs, undefined, { signal }).catch(() => {});
  }
}

async function sendOnce(
  transport: Transport,
  document: PreparedDocument,
  timeoutMs: number,
  signal: AbortSignal,
): Promise<SendOutcome> {
  const attemptController = new AbortController();
  const abortAttempt = () => attemptController.abort();
  const timeoutTimer = setTimeout(abortAttempt, timeoutMs);
  signal.addEventListener('abort', abortAttempt, { once: true });
  try {
    return await transport.send(document, attemptController.signal);
  } finally {
    clearTimeout(timeoutTimer);
    signal.removeEventListener('abort', abortAttempt);
  }
}

/** Returns a random pause. Its maximum grows exponentially with the attempts, and its minimum is half the maximum. */
function createPauseMs(attempt: number): number {
  return Math.min(MAX_PAUSE_MS, FIRST_PAUSE_MS * 2 ** (attempt - 1)) * (0.5 + Math.random() / 2);
}

function toResult(
  id: string,
  outcome: Exclude<SendOutcome, { kind: 'failed' }>,
  attempt: number,
): PublishResult {
  if (outcome.kind === 'refused') {
    const { code, message, details = [] } = outcome;
    return { status: 'refused', id, code, message, details };
  }
  // If an earlier attempt of this call failed, that attempt probably stored the document, and only its acknowledgment
  // was lost. For the caller, the document is then accepted and not repeated.
  if (outcome.isRepeated && attempt === 1) return { status: 'repeated', id };
  const { recipients, unknownTargets } = outcome;
  return {
    ...{ status: 'accepted', id },
    ...(recipients !== undefined && { recipients }),
    ...(unknownTargets !== undefined && { unknownTargets }),
  };
}

const createUnreachableResult = (id: string, attempts: number, message: string): PublishResult => ({
  status: 'unreachable',
  id,
  attempts,
  message: `The document was not confirmed in time. ${message} Publish it again with the same id.`,
});

const createOverQuotaResult = (id: string, message: string, retryAfterMs: number): PublishResult => ({
  status: 'refused',
  id,
  code: 'RATE_LIMITED',
  message,
  details: [],
  retryAfterMs,
});

export const createAbortedResult = (id: string): PublishResult => ({
  status: 'aborted',
  id,
  message:
    'The call was aborted, or the publisher was closed. If it still matters, publish the document again.',
});
