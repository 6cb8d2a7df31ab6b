import {
  isTypingBudgetUnused,
  isTypingStartAllowed,
  type RoomTypingBudget,
  recordShownTypingStart,
} from './room-typing-budget.ts';
import type { TypingUpdate } from './typing-update.ts';

/**
 * Limits how many typing `true` updates per second a room's local sockets receive. A `true` above the limit waits until
 * the limit allows it, and is dropped if the user stops typing first. A `false` is shown immediately if the preceding
 * `true` was shown, and dropped otherwise. Does no I/O, and the caller passes the time.
 */
export class TypingBudget {
  readonly #rooms = new Map<string, RoomTypingBudget>();

  /** Whether the last call of `due` left nothing to limit, and no update has been offered since. */
  get isUnused(): boolean {
    return this.#rooms.size === 0;
  }

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
