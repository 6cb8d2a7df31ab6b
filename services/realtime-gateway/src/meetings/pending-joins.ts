import { ChatError } from '@kcs/contracts';

/** A join that is in progress, and what has happened meanwhile that may forbid it. */
export interface PendingJoin {
  readonly meetingId: string;
  readonly userId: string;
  readonly leftRooms: Set<string>;
  hasEnded: boolean;
}

/**
 * The joins that are in progress on this gateway. chat-api authorizes a join before Redis stores it. A removal or an end
 * that arrives in between finds no participant to remove, so the join itself must check for it.
 */
export class PendingJoins {
  readonly #joins = new Set<PendingJoin>();

  begin(meetingId: string, userId: string): PendingJoin {
    const join = { meetingId, userId, leftRooms: new Set<string>(), hasEnded: false };
    this.#joins.add(join);
    return join;
  }

  finish(join: PendingJoin): void {
    this.#joins.delete(join);
  }

  userRemoved(userId: string, roomId: string): void {
    for (const join of this.#joins) if (join.userId === userId) join.leftRooms.add(roomId);
  }

  roomDeleted(roomId: string): void {
    for (const join of this.#joins) join.leftRooms.add(roomId);
  }

  /** Records the end of a meeting. Returns whether a join of this meeting is in progress. */
  meetingEnded(meetingId: string): boolean {
    const joins = [...this.#joins].filter((join) => join.meetingId === meetingId);
    for (const join of joins) join.hasEnded = true;
    return joins.length > 0;
  }
}

/** Throws `MEETING_NOT_FOUND` or `MEETING_ENDED` if the join is no longer allowed. */
export function assertStillAllowed({ leftRooms, hasEnded }: PendingJoin, roomId: string): void {
  if (leftRooms.has(roomId)) throw new ChatError('MEETING_NOT_FOUND');
  if (hasEnded) throw new ChatError('MEETING_ENDED');
}
