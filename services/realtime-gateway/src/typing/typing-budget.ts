import type { TypingUpdate } from './typing-update.ts';

/** Maximum number of typing `true` updates per second that a socket receives from one room (TYPE-5). */
const MAX_TYPING_STARTS_PER_SECOND = 5;
const ONE_SECOND_MS = 1_000;

interface RoomTypingBudget {
  /**
   * Times at which the latest typing `true` updates were shown, oldest first. At most `MAX_TYPING_STARTS_PER_SECOND`
   * times are kept.
   */
  readonly shownAt: number[];
  /** Ids of the users who are currently shown as typing. */
  readonly typing: Set<string>;
  /** Updates above the limit that are waiting to be shown, by user id, in the order in which they arrived. */
  readonly waiting: Map<string, TypingUpdate>;
}

/**
 * Limits how many typing `true` updates per second a room's local sockets receive. A `true` above the limit waits until
 * the limit allows it, and is dropped if the user stops typing first. A `false` is shown immediately if the preceding
 * `true` was shown, and dropped otherwise. Does no I/O, and the caller passes the time.
 */
export class TypingBudget {
  readonly #rooms = new Map<string, RoomTypingBudget>();

  /**
   * Accepts a typing update. Returns true if the caller must emit the update to the room's local sockets now. Returns
   * false for a `true` that must wait, and for a `false` whose `true` was not shown.
   */
  offer(update: TypingUpdate, now: number): boolean {
    const { roomId, userId, isTyping } = update;
    const roomTypingBudget = this.#rooms.get(roomId) ?? {
      shownAt: [],
      typing: new Set(),
      waiting: new Map(),
    };
    this.#rooms.set(roomId, roomTypingBudget);
    if (!isTyping) {
      roomTypingBudget.waiting.delete(userId);
      return roomTypingBudget.typing.delete(userId);
    }
    if (roomTypingBudget.waiting.size === 0 && isTypingStartAllowed(roomTypingBudget, now)) {
      recordShownTypingStart(roomTypingBudget, userId, now);
      return true;
    }
    // If an update about the user is already waiting, the new update replaces it and keeps its place in the queue.
    roomTypingBudget.waiting.set(userId, update);
    return false;
  }

  /**
   * Returns the waiting updates that the limit allows now. Updates about users who are not shown as typing yet come
   * first.
   */
  due(now: number): TypingUpdate[] {
    const dueUpdates: TypingUpdate[] = [];
    for (const [roomId, room] of this.#rooms) {
      while (room.waiting.size > 0 && isTypingStartAllowed(room, now)) {
        const waitingUserIds = [...room.waiting.keys()];
        const nextShownUserId =
          waitingUserIds.find((userId) => !room.typing.has(userId)) ?? (waitingUserIds[0] as string);
        dueUpdates.push(room.waiting.get(nextShownUserId) as TypingUpdate);
        room.waiting.delete(nextShownUserId);
        recordShownTypingStart(room, nextShownUserId, now);
      }
      if (room.waiting.size === 0 && room.typing.size === 0 && isTypingBudgetUnused(room, now))
        this.#rooms.delete(roomId);
    }
    return dueUpdates;
  }
}

const isTypingStartAllowed = ({ shownAt }: RoomTypingBudget, now: number): boolean =>
  shownAt.length < MAX_TYPING_STARTS_PER_SECOND || now - (shownAt[0] as number) >= ONE_SECOND_MS;

const isTypingBudgetUnused = ({ shownAt }: RoomTypingBudget, now: number): boolean =>
  now - (shownAt.at(-1) ?? Number.NEGATIVE_INFINITY) >= ONE_SECOND_MS;

function recordShownTypingStart(room: RoomTypingBudget, userId: string, now: number): void {
  if (room.shownAt.length >= MAX_TYPING_STARTS_PER_SECOND) room.shownAt.shift();
  room.shownAt.push(now);
  room.typing.add(userId);
}
