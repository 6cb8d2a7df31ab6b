import { atLeastNamed, backOff } from '../time/back-off.ts';
import type { OutboxItem } from './outbox.ts';

/** How a room's sending goes. `notBefore` and `failingSince` in milliseconds of the local clock. */
interface Lane {
  readonly inFlight: string | null;
  readonly failures: number;
  readonly failingSince: number;
  readonly notBefore: number;
}

/** One room's messages go one after another, several rooms at the same time. `pausedUntil` holds all of them. */
export interface Drain {
  readonly lanes: Readonly<Record<string, Lane>>;
  readonly pausedUntil: number;
}

/** What came of an attempt. `later`: the same may succeed; only then the next of the room must wait. */
export type SendResult =
  | { readonly kind: 'done' }
  | { readonly kind: 'later'; readonly retryAfterMs: number | undefined; readonly limited: boolean };

/** The server takes 20 messages a second of a user: more at once would only be refused. */
const LANES_AT_ONCE = 4;

const idle: Lane = { inFlight: null, failures: 0, failingSince: 0, notBefore: 0 };

export const freshDrain: Drain = { lanes: {}, pausedUntil: 0 };

/**
 * What is to be sent now, and when to look again if nothing happens before. A message is sent only when nothing of
 * its room that waits is before it: so a room's messages are stored in their order, whatever is lost or repeated.
 */
export function due(
  { lanes, pausedUntil }: Drain,
  items: readonly OutboxItem[],
  now: number,
): { readonly start: readonly OutboxItem[]; readonly lookAgainAt: number | null } {
  const start: OutboxItem[] = [];
  const seen = new Set<string>();
  let free = LANES_AT_ONCE - Object.values(lanes).filter(({ inFlight }) => inFlight !== null).length;
  let lookAgainAt: number | null = null;
  for (const item of items) {
    if (item.state !== 'waiting' || seen.has(item.roomId)) continue;
    seen.add(item.roomId);
    const lane = lanes[item.roomId] ?? idle;
    if (lane.inFlight !== null) continue;
    const from = Math.max(lane.notBefore, pausedUntil);
    if (from > now) lookAgainAt = Math.min(lookAgainAt ?? from, from);
    else if (free > 0) {
      free -= 1;
      start.push(item);
    }
  }
  return { start, lookAgainAt };
}

export const started = (drain: Drain, { roomId, clientMsgId }: OutboxItem): Drain =>
  withLane(drain, roomId, { ...(drain.lanes[roomId] ?? idle), inFlight: clientMsgId });

export function finished(
  drain: Drain,
  roomId: string,
  result: SendResult,
  now: number,
  random: number,
): Drain {
  if (result.kind === 'done') return withLane(drain, roomId, idle);
  const lane = drain.lanes[roomId] ?? idle;
  const failingSince = lane.failures === 0 ? now : lane.failingSince;
  const wait = atLeastNamed(backOff(lane.failures, now - failingSince, random), result.retryAfterMs, random);
  const next = withLane(drain, roomId, {
    inFlight: null,
    failures: lane.failures + 1,
    failingSince,
    notBefore: now + wait,
  });
  // The limit is the user's, not the room's.
  return result.limited ? { ...next, pausedUntil: now + wait } : next;
}

/** The connection is back: what waits may go at once, but for what the server itself held up. */
export const woken = (drain: Drain): Drain => ({
  ...drain,
  lanes: Object.fromEntries(
    Object.entries(drain.lanes).map(([roomId, lane]) => [roomId, { ...idle, inFlight: lane.inFlight }]),
  ),
});

export const failuresIn = (drain: Drain, roomId: string): number => drain.lanes[roomId]?.failures ?? 0;

/** An idle lane is forgotten. */
function withLane(drain: Drain, roomId: string, lane: Lane): Drain {
  const { [roomId]: _before, ...others } = drain.lanes;
  return { ...drain, lanes: lane === idle ? others : { ...others, [roomId]: lane } };
}
