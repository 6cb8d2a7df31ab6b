import type { TypingUpdate } from './typing-update.ts';

/** Maximum number of typing `true` updates per second that a socket receives from one room (TYPE-5). */
const MAX_TYPING_STARTS_PER_SECOND = 5;
const ONE_SECOND_MS = 1_000;

export interface RoomTypingBudget {
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

/** Returns whether the room may show another typing `true` now. */
export const isTypingStartAllowed = ({ shownAt }: RoomTypingBudget, now: number): boolean =>
  shownAt.length < MAX_TYPING_STARTS_PER_SECOND || now - (shownAt[0] as number) >= ONE_SECOND_MS;

/** Returns whether the room has shown no typing `true` within the last second. */
export const isTypingBudgetUnused = ({ shownAt }: RoomTypingBudget, now: number): boolean =>
  now - (shownAt.at(-1) ?? Number.NEGATIVE_INFINITY) >= ONE_SECOND_MS;

/** Records that the room has shown a typing `true` of the user. */
export function recordShownTypingStart(room: RoomTypingBudget, userId: string, now: number): void {
  if (room.shownAt.length >= MAX_TYPING_STARTS_PER_SECOND) room.shownAt.shift();
  room.shownAt.push(now);
  room.typing.add(userId);
}
