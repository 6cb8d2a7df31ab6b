import type { EvictionCode } from '@kcs/contracts';
import { LRUCache } from 'lru-cache';
import { closeTransport } from './close-socket.ts';
import type { ChatSocket } from './socket-state.ts';

const ONE_MINUTE_MS = 60_000;
/**
 * Maximum number of a user's evictions per minute. More evictions mean that the user's clients reconnect and evict each
 * other in a loop. A person who opens several pages at once causes fewer evictions.
 */
const MAX_EVICTIONS_PER_MINUTE = 5;
const MAX_USERS_WITH_EVICTIONS = 10_000;

/**
 * Closes a user's sockets above the limit and tells each socket the reason (LIM-4, END-11). A default client reconnects
 * after its transport is closed, and the new connection evicts the next socket. To end such a loop, further sockets of
 * the user are disconnected, which stops their clients from reconnecting.
 */
export class SocketEvictions {
  readonly #recent = new LRUCache<string, number[]>({ max: MAX_USERS_WITH_EVICTIONS, ttl: ONE_MINUTE_MS });
  readonly #evicted = new WeakSet<ChatSocket>();

  /** Evicts the socket. Does nothing if the socket is already being closed. */
  evict(socket: ChatSocket, now = performance.now()): void {
    if (this.#evicted.has(socket)) return;
    this.#evicted.add(socket);
    const evictionCode = this.#record(socket.data.user.id, now);
    socket.emit('socket-evicted', { code: evictionCode });
    if (evictionCode === 'EVICTION_LOOP') socket.disconnect(true);
    else closeTransport(socket.conn, evictionCode);
  }

  #record(userId: string, now: number): EvictionCode {
    const recentEvictionTimes = (this.#recent.get(userId) ?? []).filter((at) => now - at < ONE_MINUTE_MS);
    // Keep only the latest evictions. Earlier evictions are not needed to detect a loop.
    this.#recent.set(userId, [...recentEvictionTimes, now].slice(-MAX_EVICTIONS_PER_MINUTE));
    return recentEvictionTimes.length >= MAX_EVICTIONS_PER_MINUTE ? 'EVICTION_LOOP' : 'TOO_MANY_SOCKETS';
  }
}
