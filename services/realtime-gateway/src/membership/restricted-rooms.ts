/**
 * The open rooms in which not all members may send messages (ROOM-14). The reply to a join tells the policy of a room,
 * and the room's events tell each change.
 */
export class RestrictedRooms {
  readonly #roomIds = new Set<string>();

  has(roomId: string): boolean {
    return this.#roomIds.has(roomId);
  }

  /** Records the policy of a room. Undefined means that all members may send messages. */
  setPolicy(roomId: string, postPolicy: string | undefined): void {
    if (postPolicy === undefined || postPolicy === 'all') this.#roomIds.delete(roomId);
    else this.#roomIds.add(roomId);
  }

  /** Forgets a room that is no longer open. */
  forget(roomId: string): void {
    this.#roomIds.delete(roomId);
  }
}
