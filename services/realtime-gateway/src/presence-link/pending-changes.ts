/** A socket as presence knows it. */
export interface OpenSession {
  readonly socketId: string;
  readonly userId: string;
}

/** The changes since the last accepted heartbeat. Sending a change twice is harmless, but losing one is not. */
interface Changes {
  readonly opened: readonly OpenSession[];
  readonly closed: readonly OpenSession[];
  readonly roomsOpened: readonly string[];
  readonly roomsClosed: readonly string[];
}

interface SessionChange {
  readonly session: OpenSession;
  readonly open: boolean;
}

/**
 * The sockets and open rooms of this gateway, and the changes that presence has not accepted yet. Changes are sent
 * again, possibly with later ones, until they are accepted. Does no I/O.
 */
export class PendingChanges {
  readonly sessions = new Map<string, OpenSession>();
  readonly rooms = new Set<string>();
  readonly #sessionChanges = new Map<string, SessionChange[]>();
  readonly #roomChanges = new Map<string, { readonly open: boolean }>();

  get size(): number {
    return this.#sessionChanges.size + this.#roomChanges.size;
  }

  changeSession(session: OpenSession, open: boolean): void {
    if (open) this.sessions.set(session.socketId, session);
    else this.sessions.delete(session.socketId);
    const earlier = this.#sessionChanges.get(session.socketId) ?? [];
    this.#sessionChanges.set(session.socketId, [...earlier, { session, open }]);
  }

  changeRoom(roomId: string, open: boolean): void {
    if (open) this.rooms.add(roomId);
    else this.rooms.delete(roomId);
    this.#roomChanges.set(roomId, { open });
  }

  /** Drops all changes, because the complete list is sent instead. */
  clear(): void {
    this.#sessionChanges.clear();
    this.#roomChanges.clear();
  }

  /** Returns all changes. Call `accepted` when presence has accepted them; later changes stay pending. */
  snapshot(): { readonly changes: Changes; readonly accepted: () => void } {
    const sessions = new Map(this.#sessionChanges);
    const rooms = new Map(this.#roomChanges);
    const all = [...sessions.values()].flat();
    const changes = {
      opened: all.filter(({ open }) => open).map(({ session }) => session),
      closed: all.filter(({ open }) => !open).map(({ session }) => session),
      roomsOpened: [...rooms].filter(([, { open }]) => open).map(([roomId]) => roomId),
      roomsClosed: [...rooms].filter(([, { open }]) => !open).map(([roomId]) => roomId),
    };
    const accepted = () => {
      // An entry that changed again since the snapshot is a new object, and stays.
      for (const [id, entry] of sessions)
        if (this.#sessionChanges.get(id) === entry) this.#sessionChanges.delete(id);
      for (const [id, entry] of rooms) if (this.#roomChanges.get(id) === entry) this.#roomChanges.delete(id);
    };
    return { changes, accepted };
  }
}
