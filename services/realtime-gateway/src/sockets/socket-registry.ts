import type { UserType } from '@kcs/contracts';
import { newEventCount } from './event-count.ts';
import type { ChatSocket, LocalUser } from './socket-state.ts';

/** A session whose connection is being authorized. `endedBy` holds the error code once the session has ended. */
interface WatchedSession {
  readonly endedBy?: string;
  /** Stops watching the session. */
  stop(): void;
}

/** The sockets of this gateway by user, and the sessions that are being authorized. */
export class SocketRegistry {
  readonly #users = new Map<string, LocalUser>();
  readonly #authorizing = new Map<string, Set<{ endedBy?: string }>>();
  #sockets = 0;

  get socketCount(): number {
    return this.#sockets;
  }

  get userCount(): number {
    return this.#users.size;
  }

  /** Returns the user's entry, or undefined if the user has no socket on this gateway. */
  user(userId: string): LocalUser | undefined {
    return this.#users.get(userId);
  }

  users(): IterableIterator<LocalUser> {
    return this.#users.values();
  }

  /**
   * Returns the user's entry, updated with the given name and type. A new entry is registered only when `add` adds its
   * first socket.
   */
  prepare(id: string, name: string, userType: UserType): LocalUser {
    const registeredUser = this.#users.get(id);
    if (registeredUser) return Object.assign(registeredUser, { name, userType });
    return { id, name, userType, sockets: new Set(), events: newEventCount() };
  }

  add(socket: ChatSocket): void {
    // Two sockets of one user may have been prepared at the same time. Both use the entry that was registered first.
    const registeredUser = this.#users.get(socket.data.user.id);
    if (registeredUser) socket.data.user = registeredUser;
    else this.#users.set(socket.data.user.id, socket.data.user);
    socket.data.user.sockets.add(socket);
    this.#sockets += 1;
  }

  /**
   * Removes the socket. Removes the user too if this was the user's last socket. Does nothing if the socket was never
   * added.
   */
  remove(socket: ChatSocket): void {
    const { user } = socket.data;
    if (!user.sockets.delete(socket)) return;
    this.#sockets -= 1;
    if (user.sockets.size === 0 && this.#users.get(user.id) === user) this.#users.delete(user.id);
  }

  /**
   * Watches a session while its connection is being authorized, because the session may end before its socket exists.
   */
  watch(sessionId: string): WatchedSession {
    const watched: { endedBy?: string } = {};
    const watchedSessions = this.#authorizing.get(sessionId) ?? new Set();
    watchedSessions.add(watched);
    this.#authorizing.set(sessionId, watchedSessions);
    const stop = () => {
      watchedSessions.delete(watched);
      if (watchedSessions.size === 0) this.#authorizing.delete(sessionId);
    };
    return Object.assign(watched, { stop });
  }

  /** Marks the session as ended for its connections that are still being authorized. */
  sessionEnded(sessionId: string, code: string): void {
    for (const watched of this.#authorizing.get(sessionId) ?? []) watched.endedBy = code;
  }
}
