import { addJitter, sleep } from '@kcs/service-kit';
import { closeTransport } from './close-socket.ts';
import type { SocketRegistry } from './socket-registry.ts';
import type { ChatSocket } from './socket-state.ts';

/** The pace at which a stopping gateway closes its sockets. */
export interface DrainPace {
  readonly socketsPerSecond: number;
  /** The longest time for a drain. If the sockets would take longer, they are closed faster. */
  readonly maxMs: number;
}

/** Time between two batches. With many small batches, reconnects arrive evenly. */
const DRAIN_BATCH_INTERVAL_MS = 100;
/**
 * Time span over which clients reconnect. The `server-draining` event gives each client a random maximum delay, between
 * half of the span and the full span. Our client library reconnects after a random part of this delay, so reconnects
 * spread over the whole span. The span is shorter than the grace period of presence (5 s), so that a deploy takes nobody
 * offline (PRES-2).
 */
const RECONNECT_SPREAD_MS = 3_000;
/** Time between sending `server-draining` and closing the socket, so that the event can reach the client. */
const CLOSE_DELAY_AFTER_HINT_MS = 50;

/**
 * Closes all sockets in batches at the given pace. Each socket gets `server-draining` before its transport is closed.
 * Default clients then reconnect to other replicas at different times (END-9).
 */
export async function drainSockets(
  registry: SocketRegistry,
  { socketsPerSecond, maxMs }: DrainPace,
  onClosed: () => void = () => {},
): Promise<void> {
  const socketsToDrain: ChatSocket[] = [...registry.users()].flatMap((user) => [...user.sockets]);
  const drainMs = Math.min(maxMs, (socketsToDrain.length * 1_000) / socketsPerSecond);
  const batchCount = Math.max(1, Math.ceil(drainMs / DRAIN_BATCH_INTERVAL_MS));
  const batchSize = Math.max(1, Math.ceil(socketsToDrain.length / batchCount));
  const startedAt = performance.now();
  const closings: Promise<void>[] = [];
  for (let at = 0; at < socketsToDrain.length; at += batchSize) {
    // Each batch has a fixed time, so that a slow batch does not delay all later ones.
    const dueAt = startedAt + (at * drainMs) / socketsToDrain.length;
    await sleep(Math.max(0, dueAt - performance.now()));
    const batch = socketsToDrain.slice(at, at + batchSize);
    closings.push(...batch.map((socket) => drainSocket(socket).then(onClosed)));
  }
  await Promise.all(closings);
}

/** Sends `server-draining` to the socket, and closes its transport after the event could reach the client. */
export async function drainSocket(socket: ChatSocket): Promise<void> {
  socket.emit('server-draining', { reconnectInMs: addJitter(0.75 * RECONNECT_SPREAD_MS, 1 / 3) });
  await sleep(CLOSE_DELAY_AFTER_HINT_MS);
  closeTransport(socket.conn, 'DRAINING');
}
