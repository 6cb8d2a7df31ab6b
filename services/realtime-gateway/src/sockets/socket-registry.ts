import type { UserType } from '@kcs/contracts';
import { createEventBudgetState } from './event-budget-state.ts';
import type { ChatSocket, LocalUser } from './socket-state.ts';

/**
 * A session that is watched while its connection is being authorized. If the session ends, `endedBy` is set to the
 * reason's code.
 */
interface WatchedSession {
  readonly endedBy?: string;
  stop(): void;
}

/** Holds the sockets of this gateway by user, and the sessions whose connections are being authorized. */
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
   * Returns the user's entry, updated with the given name and type. If the user has no entry, returns a new entry,
   * which `add` registers together with the first socket.
   */
  prepare(id: string, name: string, userType: UserType): LocalUser {
    const registeredUser = this.#users.get(id);
    if (registeredUser) return Object.assign(registeredUser, { name, userType });
    return { id, name, userType, sockets: new Set(), events: createEventBudgetState() };
  }

  add(socket: ChatSocket): void {
    // Use the entry that is already registered. Two sockets of one user may have been prepared at the same time.
    const registeredUser = this.#users.get(socket.data.user.id);
    if (registeredUser) socket.data.user = registeredUser;
    else this.#users.set(socket.data.user.id, socket.data.user);
    socket.data.user.sockets.add(socket);
    this.#sockets += 1;
  }

  /**
   * Removes the socket. Removing a user's last socket also removes the user. Does nothing if the socket was never
   * added.
   */
  remove(socket: ChatSocket): void {
    const { user } = socket.data;
    if (!user.sockets.delete(socket)) return;
    this.#sockets -= 1;
    if (user.sockets.size === 0 && this.#users.get(user.id) === user) this.#users.delete(user.id);
  }

  /**
   * Watches a session while a connection is being authorized, because the session may end before the connection has a
   * socket.
   */
  watch(sessionId: string): WatchedSession {
    const watchedSession: { endedBy?: string } = {};
    const watchedSessions = this.#authorizing.get(sessionId) ?? new Set();
    watchedSessions.add(watchedSession);
    this.#authorizing.set(sessionId, watchedSessions);
    const stopWatching = () => {
      watchedSessions.delete(watchedSession);
      if (watchedSessions.size === 0) this.#authorizing.delete(sessionId);
    };
    return Object.assign(watchedSession, { stop: stopWatching });
  }

  /** Marks a session as ended for all of its connections that are being authorized. */
  sessionEnded(sessionId: string, code: string): void {
    for (const watched of this.#authorizing.get(sessionId) ?? []) watched.endedBy = code;
  }
}
