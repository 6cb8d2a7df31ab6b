import { randomUUID } from 'node:crypto';
import { headers, type MsgHdrs } from '@nats-io/nats-core';

/** When a request was sent, by the sender's own clock, and how long the sender waits for the reply. */
export interface SendStamp {
  /** Identifies the sender's clock. Times of different clocks cannot be compared. */
  readonly clock: string;
  readonly sentAtMs: number;
  readonly timeoutMs: number;
}

const HEADER = 'Kcs-Sent';
/**
 * If the wall clock and the monotonic clock differ by more than this, the machine was suspended or its wall clock was
 * corrected.
 */
const CLOCK_JUMP_MS = 500;

let clock = randomUUID();
let wallClockAhead = Date.now() - performance.now();

/** Returns the id of this process's monotonic clock. It changes after the machine was suspended, which stops that clock. */
function currentClock(): string {
  const ahead = Date.now() - performance.now();
  if (Math.abs(ahead - wallClockAhead) > CLOCK_JUMP_MS) clock = randomUUID();
  wallClockAhead = ahead;
  return clock;
}

/** Returns the headers of a request that is sent now. */
export function stampHeaders(timeoutMs: number): MsgHdrs {
  const stamped = headers();
  stamped.set(HEADER, `${currentClock()} ${performance.now().toFixed(1)} ${timeoutMs}`);
  return stamped;
}

/** Returns the stamp of a received request; undefined if the request has none because an older version sent it. */
export function readStamp(received: MsgHdrs | undefined): SendStamp | undefined {
  const match = /^([\w-]{1,64}) (\d{1,15}(?:\.\d)?) (\d{1,9})$/.exec(received?.get(HEADER) ?? '');
  if (!match) return undefined;
  const [, clock = '', sentAtMs, timeoutMs] = match;
  return { clock, sentAtMs: Number(sentAtMs), timeoutMs: Number(timeoutMs) };
}
