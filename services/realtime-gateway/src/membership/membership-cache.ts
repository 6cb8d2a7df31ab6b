type Change = { readonly roomId: string; readonly member: boolean };

/**
 * Which local users are members of which rooms: whom to tell of what happens in rooms they did not join, and of each
 * other's presence. A cache: filled at connect, kept by member events, refreshed after interruptions. Never used to
 * decide what somebody may see.
 */
export class MembershipIndex {
  readonly #roomsOf = new Map<string, Set<string>>();
  readonly #usersIn = new Map<string, Set<string>>();
  /** Changes heard while a user's rooms were being asked for: they are newer than the answer may be. */
  readonly #loading = new Map<string, Set<Change[]>>();

  /**
   * Announces that the user's rooms are being asked for; the answer goes into the function returned. Without an
   * answer call it with undefined.
   */
  load(userId: string): (rooms: readonly string[] | undefined) => void {
    const changes: Change[] = [];
    const loads = this.#loading.get(userId) ?? new Set();
    loads.add(changes);
    this.#loading.set(userId, loads);
    return (rooms) => {
      loads.delete(changes);
      if (loads.size === 0) this.#loading.delete(userId);
      if (rooms) this.#replace(userId, rooms, changes);
    };
  }

  change(userId: string, roomId: string, member: boolean): void {
    for (const changes of this.#loading.get(userId) ?? []) changes.push({ roomId, member });
    const rooms = this.#roomsOf.get(userId);
    if (!rooms) return;
    if (member) this.#add(userId, rooms, roomId);
    else this.#remove(userId, rooms, roomId);
  }

  /** The room is no more. */
  dropRoom(roomId: string): void {
    for (const userId of [...(this.#usersIn.get(roomId) ?? [])]) this.change(userId, roomId, false);
  }

  /** The user has no socket here any more. */
  dropUser(userId: string): void {
    const rooms = this.#roomsOf.get(userId);
    if (!rooms) return;
    for (const roomId of [...rooms]) this.#remove(userId, rooms, roomId);
    this.#roomsOf.delete(userId);
  }

  usersIn(roomId: string): ReadonlySet<string> {
    return this.#usersIn.get(roomId) ?? NOBODY;
  }

  has(userId: string): boolean {
    return this.#roomsOf.has(userId);
  }

  users(): string[] {
    return [...this.#roomsOf.keys()];
  }

  #replace(userId: string, rooms: readonly string[], changes: readonly Change[]): void {
    this.dropUser(userId);
    const mine = new Set<string>();
    this.#roomsOf.set(userId, mine);
    for (const roomId of rooms) this.#add(userId, mine, roomId);
    for (const { roomId, member } of changes) {
      if (member) this.#add(userId, mine, roomId);
      else this.#remove(userId, mine, roomId);
    }
  }

  #add(userId: string, rooms: Set<string>, roomId: string): void {
    rooms.add(roomId);
    const users = this.#usersIn.get(roomId);
    if (users) users.add(userId);
    else this.#usersIn.set(roomId, new Set([userId]));
  }

  #remove(userId: string, rooms: Set<string>, roomId: string): void {
    rooms.delete(roomId);
    const users = this.#usersIn.get(roomId);
    users?.delete(userId);
    if (users?.size === 0) this.#usersIn.delete(roomId);
  }
}

const NOBODY: ReadonlySet<string> = new Set();
