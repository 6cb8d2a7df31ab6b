import { ChatError } from '@kcs/contracts';

/** A join in progress, and the events since its start that may make it invalid. */
export interface PendingJoin {
  readonly meetingId: string;
  readonly userId: string;
  readonly leftRooms: Set<string>;
  hasEnded: boolean;
}

/**
 * The joins that are in progress on this gateway. chat-api authorizes a join before Redis stores it. If the user is
 * removed or the meeting ends in between, there is no participant to remove yet, so the join itself must check for
 * both.
 */
export class PendingJoins {
  readonly #joins = new Set<PendingJoin>();

  begin(meetingId: string, userId: string): PendingJoin {
    const pendingJoin = { meetingId, userId, leftRooms: new Set<string>(), hasEnded: false };
    this.#joins.add(pendingJoin);
    return pendingJoin;
  }

  finish(join: PendingJoin): void {
    this.#joins.delete(join);
  }

  userRemoved(userId: string, roomId: string): void {
    for (const pendingJoin of this.#joins)
      if (pendingJoin.userId === userId) pendingJoin.leftRooms.add(roomId);
  }

  roomDeleted(roomId: string): void {
    for (const pendingJoin of this.#joins) pendingJoin.leftRooms.add(roomId);
  }

  /** Records the end of a meeting. Returns whether a join of this meeting is in progress. */
  meetingEnded(meetingId: string): boolean {
    const joinsOfMeeting = [...this.#joins].filter((join) => join.meetingId === meetingId);
    for (const pendingJoin of joinsOfMeeting) pendingJoin.hasEnded = true;
    return joinsOfMeeting.length > 0;
  }
}

/** Throws `MEETING_NOT_FOUND` or `MEETING_ENDED` if the join is no longer allowed. */
export function assertJoinStillAllowed({ leftRooms, hasEnded }: PendingJoin, roomId: string): void {
  if (leftRooms.has(roomId)) throw new ChatError('MEETING_NOT_FOUND');
  if (hasEnded) throw new ChatError('MEETING_ENDED');
}
