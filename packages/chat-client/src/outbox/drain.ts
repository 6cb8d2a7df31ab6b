import { atLeastRequested, backOffMs } from '../time/back-off.ts';
import type { OutboxItem } from './outbox.ts';

/** The send state of one room. All times are milliseconds of the local clock. */
interface Lane {
  /** The `clientMsgId` of the message that is being sent; null if no message is being sent. */
  readonly inFlight: string | null;
  readonly failures: number;
  readonly failingSince: number;
  readonly notBefore: number;
}

/**
 * The send state of all rooms. Each room is a lane: messages of one room are sent one after another, and several rooms
 * send at the same time.
 */
export interface Drain {
  /** The lanes by room id. A room without sends or failures has no entry. */
  readonly lanes: Readonly<Record<string, Lane>>;
  /** No room sends before this time, because the server asked the client to wait. */
  readonly pausedUntil: number;
}

/**
 * The result of one attempt to send. `later` means that a retry may succeed. The room's next message waits for that
 * retry.
 */
export type SendResult =
  | { readonly kind: 'done' }
  | { readonly kind: 'later'; readonly retryAfterMs: number | undefined; readonly limited: boolean };

/**
 * How many rooms send at the same time. The server accepts 20 messages per second from one user (LIM-1), so more lanes
 * would only cause rejections.
 */
const MAX_LANES_IN_FLIGHT = 4;

const idleLane: Lane = { inFlight: null, failures: 0, failingSince: 0, notBefore: 0 };

export const initialDrain: Drain = { lanes: {}, pausedUntil: 0 };

/**
 * Returns the items to send now, and when to check again if nothing changes. An item is sent only if no earlier item of
 * its room is unsent. The server therefore stores the messages of a room in order, even if requests are lost or
 * repeated (PROM-3).
 */
export function dueItems(
  { lanes, pausedUntil }: Drain,
  items: readonly OutboxItem[],
  now: number,
): { readonly toSend: readonly OutboxItem[]; readonly checkAgainAt: number | null } {
  const toSend: OutboxItem[] = [];
  const seenRooms = new Set<string>();
  let freeLanes =
    MAX_LANES_IN_FLIGHT - Object.values(lanes).filter(({ inFlight }) => inFlight !== null).length;
  let checkAgainAt: number | null = null;
  for (const item of items) {
    if (item.state !== 'waiting' || seenRooms.has(item.roomId)) continue;
    seenRooms.add(item.roomId);
    const lane = lanes[item.roomId] ?? idleLane;
    if (lane.inFlight !== null) continue;
    const earliest = Math.max(lane.notBefore, pausedUntil);
    if (earliest > now) checkAgainAt = Math.min(checkAgainAt ?? earliest, earliest);
    else if (freeLanes > 0) {
      freeLanes -= 1;
      toSend.push(item);
    }
  }
  return { toSend, checkAgainAt };
}

/** Returns the drain state after an attempt to send an item has started. */
export const sendStarted = (drain: Drain, { roomId, clientMsgId }: OutboxItem): Drain =>
  withLane(drain, roomId, { ...(drain.lanes[roomId] ?? idleLane), inFlight: clientMsgId });

/** Returns the drain state after an attempt in a room has ended. `random` is a number in [0, 1). */
export function sendFinished(
  drain: Drain,
  roomId: string,
  result: SendResult,
  now: number,
  random: number,
): Drain {
  if (result.kind === 'done') return withLane(drain, roomId, idleLane);
  const lane = drain.lanes[roomId] ?? idleLane;
  const failingSince = lane.failures === 0 ? now : lane.failingSince;
  const wait = atLeastRequested(
    backOffMs(lane.failures, now - failingSince, random),
    result.retryAfterMs,
    random,
  );
  const next = withLane(drain, roomId, {
    inFlight: null,
    failures: lane.failures + 1,
    failingSince,
    notBefore: now + wait,
  });
  // Pause all rooms, because the server's rate limit applies to the user, not to a single room.
  return result.limited ? { ...next, pausedUntil: now + wait } : next;
}

/**
 * Returns the drain state after a reconnect. All rooms may retry at once, except during a pause that the server
 * requested.
 */
export const drainAfterReconnect = (drain: Drain): Drain => ({
  ...drain,
  lanes: Object.fromEntries(
    Object.entries(drain.lanes).map(([roomId, lane]) => [roomId, { ...idleLane, inFlight: lane.inFlight }]),
  ),
});

/** Returns how many attempts in a room have failed in succession. */
export const failuresIn = (drain: Drain, roomId: string): number => drain.lanes[roomId]?.failures ?? 0;

function withLane(drain: Drain, roomId: string, lane: Lane): Drain {
  const { [roomId]: _before, ...others } = drain.lanes;
  return { ...drain, lanes: lane === idleLane ? others : { ...others, [roomId]: lane } };
}
