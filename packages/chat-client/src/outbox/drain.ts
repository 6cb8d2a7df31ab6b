import { atLeastRequested, backOff } from '../time/back-off.ts';
import type { OutboxItem } from './outbox.ts';

/** The state of sending in one room. Times are milliseconds of the local clock. */
interface Lane {
  /** The `clientMsgId` being sent. */
  readonly inFlight: string | null;
  readonly failures: number;
  readonly failingSince: number;
  readonly notBefore: number;
}

/** The state of sending. A room's messages are sent one after another, several rooms at the same time. */
export interface Drain {
  /** By room id; an idle lane is omitted. */
  readonly lanes: Readonly<Record<string, Lane>>;
  /** Holds back all lanes. */
  readonly pausedUntil: number;
}

/** The result of an attempt. `later`: the same message may succeed, and the room's next message must wait for it. */
export type SendResult =
  | { readonly kind: 'done' }
  | { readonly kind: 'later'; readonly retryAfterMs: number | undefined; readonly limited: boolean };

/** The server accepts 20 messages per second and user (LIM-1). More lanes would only cause refusals. */
const MAX_LANES_IN_FLIGHT = 4;

const idle: Lane = { inFlight: null, failures: 0, failingSince: 0, notBefore: 0 };

export const freshDrain: Drain = { lanes: {}, pausedUntil: 0 };

/**
 * Returns the items to send now, and when to look again if nothing happens before. An item is sent only when no waiting
 * item of its room is before it, so a room's messages are stored in order, whatever is lost or repeated (PROM-3).
 */
export function due(
  { lanes, pausedUntil }: Drain,
  items: readonly OutboxItem[],
  now: number,
): { readonly start: readonly OutboxItem[]; readonly lookAgainAt: number | null } {
  const start: OutboxItem[] = [];
  const seen = new Set<string>();
  let free = MAX_LANES_IN_FLIGHT - Object.values(lanes).filter(({ inFlight }) => inFlight !== null).length;
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

/** The drain after an item was given to the network. */
export const started = (drain: Drain, { roomId, clientMsgId }: OutboxItem): Drain =>
  withLane(drain, roomId, { ...(drain.lanes[roomId] ?? idle), inFlight: clientMsgId });

/** The drain after an attempt in a room. `random` is a number in [0, 1). */
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
  const wait = atLeastRequested(
    backOff(lane.failures, now - failingSince, random),
    result.retryAfterMs,
    random,
  );
  const next = withLane(drain, roomId, {
    inFlight: null,
    failures: lane.failures + 1,
    failingSince,
    notBefore: now + wait,
  });
  // The rate limit applies to the user, not to the room.
  return result.limited ? { ...next, pausedUntil: now + wait } : next;
}

/** The drain after a reconnect: lanes no longer wait, except for a pause that the server requested. */
export const woken = (drain: Drain): Drain => ({
  ...drain,
  lanes: Object.fromEntries(
    Object.entries(drain.lanes).map(([roomId, lane]) => [roomId, { ...idle, inFlight: lane.inFlight }]),
  ),
});

/** Number of failed attempts in a row in a room. */
export const failuresIn = (drain: Drain, roomId: string): number => drain.lanes[roomId]?.failures ?? 0;

function withLane(drain: Drain, roomId: string, lane: Lane): Drain {
  const { [roomId]: _before, ...others } = drain.lanes;
  return { ...drain, lanes: lane === idle ? others : { ...others, [roomId]: lane } };
}
