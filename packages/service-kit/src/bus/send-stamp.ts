import { randomUUID } from 'node:crypto';
import { headers, type MsgHdrs } from '@nats-io/nats-core';
import { REQUEST_ID_HEADER } from './request-id.ts';

/** States when a request was sent, according to the sender's clock, and how long the sender waits for the reply. */
export interface SendStamp {
  /** The id of the sender's clock. Times from different clocks cannot be compared. */
  readonly clock: string;
  readonly sentAtMs: number;
  readonly timeoutMs: number;
}

const STAMP_HEADER_NAME = 'Kcs-Sent';
/**
 * A change of this size in the difference between the wall clock and the monotonic clock means that the machine was
 * suspended or its wall clock was corrected.
 */
const MIN_CLOCK_JUMP_MS = 500;

let monotonicClockId = randomUUID();
let wallToMonotonicClockDifferenceMs = Date.now() - performance.now();

/**
 * Returns the id of this process's monotonic clock. The id changes if the machine may have been suspended since the
 * last call, because the monotonic clock stops during a suspension.
 */
function getCurrentClockId(): string {
  const newWallToMonotonicClockDifferenceMs = Date.now() - performance.now();
  if (Math.abs(newWallToMonotonicClockDifferenceMs - wallToMonotonicClockDifferenceMs) > MIN_CLOCK_JUMP_MS)
    monotonicClockId = randomUUID();
  wallToMonotonicClockDifferenceMs = newWallToMonotonicClockDifferenceMs;
  return monotonicClockId;
}

/**
 * Returns the headers that state when the request is sent, and the id of the request that it belongs to, if there is
 * one. Call this function right before sending.
 */
export function createStampedHeaders(timeoutMs: number, requestId?: string): MsgHdrs {
  const stampedHeaders = headers();
  stampedHeaders.set(
    STAMP_HEADER_NAME,
    `${getCurrentClockId()} ${performance.now().toFixed(1)} ${timeoutMs}`,
  );
  if (requestId !== undefined) stampedHeaders.set(REQUEST_ID_HEADER, requestId);
  return stampedHeaders;
}

/**
 * Returns the stamp of a received request; undefined if it has no valid stamp, for example because an older version
 * sent it.
 */
export function readSendStamp(received: MsgHdrs | undefined): SendStamp | undefined {
  const stampMatch = /^([\w-]{1,64}) (\d{1,15}(?:\.\d)?) (\d{1,9})$/.exec(
    received?.get(STAMP_HEADER_NAME) ?? '',
  );
  if (!stampMatch) return undefined;
  const [, clock = '', sentAtMs, timeoutMs] = stampMatch;
  return { clock, sentAtMs: Number(sentAtMs), timeoutMs: Number(timeoutMs) };
}
