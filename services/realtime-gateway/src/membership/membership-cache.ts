interface MembershipChange {
  readonly roomId: string;
  readonly member: boolean;
}

/**
 * Caches the rooms of each user with a local socket. The cache decides which users are notified of presence changes,
 * and of events in rooms that their sockets did not join. A user's rooms are loaded when the user connects, updated by
 * member events, and loaded again after interruptions. The cache may be stale, so it never decides what a user may see.
 */
export class MembershipCache {
  readonly #roomsOf = new Map<string, Set<string>>();
  readonly #usersIn = new Map<string, Set<string>>();
  /** Membership changes that arrive while a user's rooms are being loaded. They may be newer than the loaded rooms. */
  readonly #loading = new Map<string, Set<MembershipChange[]>>();

  /**
   * Prepares for loading a user's rooms. Must be called before the rooms are requested. The caller must call the
   * returned function once, with the rooms, or with undefined if the request failed.
   */
  beginLoad(userId: string): (rooms: readonly string[] | undefined) => void {
    const changesDuringLoad: MembershipChange[] = [];
    const changesOfRunningLoads = this.#loading.get(userId) ?? new Set();
    changesOfRunningLoads.add(changesDuringLoad);
    this.#loading.set(userId, changesOfRunningLoads);
    return (rooms) => {
      changesOfRunningLoads.delete(changesDuringLoad);
      if (changesOfRunningLoads.size === 0) this.#loading.delete(userId);
      if (rooms) this.#replace(userId, rooms, changesDuringLoad);
    };
  }

  /** Applies a membership change. Does nothing if the user's rooms are neither cached nor being loaded. */
  change(userId: string, roomId: string, member: boolean): void {
    for (const changes of this.#loading.get(userId) ?? []) changes.push({ roomId, member });
    const cachedRoomIds = this.#roomsOf.get(userId);
    if (!cachedRoomIds) return;
    if (member) this.#add(userId, cachedRoomIds, roomId);
    else this.#remove(userId, cachedRoomIds, roomId);
  }

  dropRoom(roomId: string): void {
    for (const userId of [...(this.#usersIn.get(roomId) ?? [])]) this.change(userId, roomId, false);
  }

  dropUser(userId: string): void {
    const cachedRoomIds = this.#roomsOf.get(userId);
    if (!cachedRoomIds) return;
    for (const roomId of [...cachedRoomIds]) this.#remove(userId, cachedRoomIds, roomId);
    this.#roomsOf.delete(userId);
  }

  /** Returns the members of a room who have a socket on this gateway, according to the cache. */
  usersIn(roomId: string): ReadonlySet<string> {
    return this.#usersIn.get(roomId) ?? NO_USER_IDS;
  }

  /** Whether the user is a member according to the cache. False if the user's rooms are not cached. */
  isMember(userId: string, roomId: string): boolean {
    return this.#roomsOf.get(userId)?.has(roomId) ?? false;
  }

  has(userId: string): boolean {
    return this.#roomsOf.has(userId);
  }

  users(): string[] {
    return [...this.#roomsOf.keys()];
  }

  #replace(userId: string, rooms: readonly string[], changes: readonly MembershipChange[]): void {
    this.dropUser(userId);
    const loadedRoomIds = new Set<string>();
    this.#roomsOf.set(userId, loadedRoomIds);
    for (const roomId of rooms) this.#add(userId, loadedRoomIds, roomId);
    for (const { roomId, member } of changes) {
      if (member) this.#add(userId, loadedRoomIds, roomId);
      else this.#remove(userId, loadedRoomIds, roomId);
    }
  }

  #add(userId: string, rooms: Set<string>, roomId: string): void {
    rooms.add(roomId);
    const cachedUserIds = this.#usersIn.get(roomId);
    if (cachedUserIds) cachedUserIds.add(userId);
    else this.#usersIn.set(roomId, new Set([userId]));
  }

  #remove(userId: string, rooms: Set<string>, roomId: string): void {
    rooms.delete(roomId);
    const cachedUserIds = this.#usersIn.get(roomId);
    cachedUserIds?.delete(userId);
    if (cachedUserIds?.size === 0) this.#usersIn.delete(roomId);
  }
}

const NO_USER_IDS: ReadonlySet<string> = new Set();
