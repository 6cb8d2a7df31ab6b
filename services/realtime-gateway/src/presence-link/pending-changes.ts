/** What presence keeps of this gateway. */
export interface OpenSession {
  readonly socketId: string;
  readonly userId: string;
}

/** What changed since the last accepted beat. Repeating a change is harmless, losing one is not. */
export interface Changes {
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
 * The sockets and open rooms of this gateway, and which of them presence has not been told of. A snapshot is told
 * again, perhaps grown, until it is `accepted`. Pure of I/O.
 */
export class PendingChanges {
  readonly sessions = new Map<string, OpenSession>();
  readonly rooms = new Set<string>();
  readonly #sessionChanges = new Map<string, SessionChange[]>();
  readonly #roomChanges = new Map<string, { readonly open: boolean }>();

  get size(): number {
    return this.#sessionChanges.size + this.#roomChanges.size;
  }

  session(session: OpenSession, open: boolean): void {
    if (open) this.sessions.set(session.socketId, session);
    else this.sessions.delete(session.socketId);
    const earlier = this.#sessionChanges.get(session.socketId) ?? [];
    this.#sessionChanges.set(session.socketId, [...earlier, { session, open }]);
  }

  room(roomId: string, open: boolean): void {
    if (open) this.rooms.add(roomId);
    else this.rooms.delete(roomId);
    this.#roomChanges.set(roomId, { open });
  }

  /** The whole list is told instead. */
  forget(): void {
    this.#sessionChanges.clear();
    this.#roomChanges.clear();
  }

  /** All changes, and the way to forget them once they were accepted. */
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
      // What changed again meanwhile has another entry and stays.
      for (const [id, entry] of sessions)
        if (this.#sessionChanges.get(id) === entry) this.#sessionChanges.delete(id);
      for (const [id, entry] of rooms) if (this.#roomChanges.get(id) === entry) this.#roomChanges.delete(id);
    };
    return { changes, accepted };
  }
}
