import { jittered, sleep } from '@kcs/service-kit';
import { closeTransport } from './close-socket.ts';
import type { SocketRegistry } from './socket-registry.ts';
import type { ChatSocket } from './socket-state.ts';

const DRAIN_BATCHES = 20;
/**
 * Time span in which clients reconnect. Each client is asked to reconnect within a random time between half of it and all
 * of it. Our client library returns at a random moment within that time, so the moments are spread over the whole span.
 */
const RECONNECT_SPREAD_MS = 5_000;
/** Time for `server-draining` to reach a client before its socket is closed. */
const DRAIN_HINT_MS = 50;

/**
 * Closes all sockets in batches, spread over `overMs`. Each socket gets `server-draining` before its transport is
 * closed. Default clients then reconnect to other replicas, but not all at once (END-9).
 */
export async function drainSockets(registry: SocketRegistry, overMs: number): Promise<void> {
  const sockets: ChatSocket[] = [...registry.users()].flatMap((user) => [...user.sockets]);
  const size = Math.max(1, Math.ceil(sockets.length / DRAIN_BATCHES));
  for (let at = 0; at < sockets.length; at += size) {
    const batch = sockets.slice(at, at + size);
    for (const socket of batch) {
      socket.emit('server-draining', { reconnectInMs: jittered(0.75 * RECONNECT_SPREAD_MS, 1 / 3) });
    }
    await sleep(DRAIN_HINT_MS);
    for (const socket of batch) closeTransport(socket.conn, 'DRAINING');
    await sleep(jittered(overMs / DRAIN_BATCHES));
  }
}
