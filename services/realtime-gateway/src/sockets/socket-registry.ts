import type { UserType } from '@kcs/contracts';
import type { ChatSocket, LocalUser } from './socket-state.ts';

export interface RegistryHooks {
  opened(socket: ChatSocket): void;
  closed(socket: ChatSocket): void;
  /** The user's last socket on this gateway is gone. */
  userLeft(userId: string): void;
}

/** The sockets of this gateway by user; and the sessions whose end must not be missed while they connect. */
export class SocketRegistry {
  readonly #users = new Map<string, LocalUser>();
  readonly #connecting = new Map<string, Set<{ endedBy?: string }>>();
  readonly #hooks: RegistryHooks;
  #sockets = 0;

  constructor(hooks: RegistryHooks) {
    this.#hooks = hooks;
  }

  get socketCount(): number {
    return this.#sockets;
  }

  get userCount(): number {
    return this.#users.size;
  }

  user(userId: string): LocalUser | undefined {
    return this.#users.get(userId);
  }

  users(): IterableIterator<LocalUser> {
    return this.#users.values();
  }

  /** The user's entry, made where there is none; it counts only once it has a socket. */
  prepare(id: string, name: string, userType: UserType): LocalUser {
    const known = this.#users.get(id);
    if (known) return Object.assign(known, { name, userType });
    return { id, name, userType, sockets: new Set(), budget: 0, budgetFrom: Number.NEGATIVE_INFINITY };
  }

  add(socket: ChatSocket): void {
    // Two sockets of a user may have been prepared side by side: the entry that is in use wins.
    const known = this.#users.get(socket.data.user.id);
    if (known) socket.data.user = known;
    else this.#users.set(socket.data.user.id, socket.data.user);
    socket.data.user.sockets.add(socket);
    this.#sockets += 1;
    this.#hooks.opened(socket);
  }

  remove(socket: ChatSocket): void {
    const { user } = socket.data;
    if (!user.sockets.delete(socket)) return;
    this.#sockets -= 1;
    this.#hooks.closed(socket);
    if (user.sockets.size > 0 || this.#users.get(user.id) !== user) return;
    this.#users.delete(user.id);
    this.#hooks.userLeft(user.id);
  }

  /** Watches a session while it is being authorised: its end may be told before its socket exists. */
  watch(sessionId: string): { endedBy?: string; stop: () => void } {
    const watched: { endedBy?: string } = {};
    const all = this.#connecting.get(sessionId) ?? new Set();
    all.add(watched);
    this.#connecting.set(sessionId, all);
    const stop = () => {
      all.delete(watched);
      if (all.size === 0) this.#connecting.delete(sessionId);
    };
    return Object.assign(watched, { stop });
  }

  /** A session ended: those that are connecting under it learn of it here. */
  ended(sessionId: string, code: string): void {
    for (const watched of this.#connecting.get(sessionId) ?? []) watched.endedBy = code;
  }
}
