/** A socket and its user, as reported to presence. */
export interface PresenceSession {
  readonly socketId: string;
  readonly userId: string;
}

/** Changes since the last heartbeat that presence accepted. Reporting a change twice is harmless. */
interface HeartbeatChanges {
  readonly opened: readonly PresenceSession[];
  readonly closed: readonly PresenceSession[];
  readonly roomsOpened: readonly string[];
  readonly roomsClosed: readonly string[];
}

interface PresenceSessionChange {
  readonly session: PresenceSession;
  readonly open: boolean;
}

/**
 * Tracks the sockets and open rooms of this gateway, and the changes that presence has not accepted yet. Every
 * heartbeat contains all pending changes until presence accepts them. Does no I/O.
 */
export class PendingPresenceChanges {
  readonly sessions = new Map<string, PresenceSession>();
  readonly rooms = new Set<string>();
  readonly #sessionChanges = new Map<string, PresenceSessionChange[]>();
  readonly #roomChanges = new Map<string, { readonly open: boolean }>();

  get size(): number {
    return this.#sessionChanges.size + this.#roomChanges.size;
  }

  changeSession(session: PresenceSession, open: boolean): void {
    if (open) this.sessions.set(session.socketId, session);
    else this.sessions.delete(session.socketId);
    const earlierChanges = this.#sessionChanges.get(session.socketId) ?? [];
    this.#sessionChanges.set(session.socketId, [...earlierChanges, { session, open }]);
  }

  changeRoom(roomId: string, open: boolean): void {
    if (open) this.rooms.add(roomId);
    else this.rooms.delete(roomId);
    this.#roomChanges.set(roomId, { open });
  }

  /**
   * Drops all pending changes. The caller must send the complete list of sockets and rooms, which includes the changes.
   */
  clear(): void {
    this.#sessionChanges.clear();
    this.#roomChanges.clear();
  }

  /**
   * Returns a snapshot of all pending changes. The caller must call `accepted` after presence has accepted the
   * snapshot. Later changes stay pending.
   */
  snapshot(): { readonly changes: HeartbeatChanges; readonly accepted: () => void } {
    const pendingSessionChanges = new Map(this.#sessionChanges);
    const pendingRoomChanges = new Map(this.#roomChanges);
    const allSessionChanges = [...pendingSessionChanges.values()].flat();
    const heartbeatChanges = {
      opened: allSessionChanges.filter(({ open }) => open).map(({ session }) => session),
      closed: allSessionChanges.filter(({ open }) => !open).map(({ session }) => session),
      roomsOpened: [...pendingRoomChanges].filter(([, { open }]) => open).map(([roomId]) => roomId),
      roomsClosed: [...pendingRoomChanges].filter(([, { open }]) => !open).map(([roomId]) => roomId),
    };
    const markAccepted = () => {
      // Keep entries that changed after the snapshot, so that the later changes stay pending.
      for (const [id, entry] of pendingSessionChanges)
        if (this.#sessionChanges.get(id) === entry) this.#sessionChanges.delete(id);
      for (const [id, entry] of pendingRoomChanges)
        if (this.#roomChanges.get(id) === entry) this.#roomChanges.delete(id);
    };
    return { changes: heartbeatChanges, accepted: markAccepted };
  }
}
