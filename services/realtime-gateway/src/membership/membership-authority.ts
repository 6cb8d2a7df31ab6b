import { type CHAT_API, ChatError, type ReplyOf, type RequestOf } from '@kcs/contracts';
import { LRUCache } from 'lru-cache';

/** How long an answer from chat-api is cached. Joins and removals take effect within this time (REM-2). */
const MEMBERSHIP_TTL_MS = 1_000;
const MAX_CACHED_MEMBERSHIPS = 20_000;
/** Maximum number of users in one request. The reply about 5,000 users takes about 200 KB. */
const USERS_PER_REQUEST = 5_000;

interface MembershipAuthorityOptions {
  /** Asks chat-api whether the user is a member of the room. Throws `ROOM_NOT_FOUND` if the user is not a member. */
  readonly authorizeRoom: (query: RequestOf<typeof CHAT_API.authorizeRoom>) => Promise<unknown>;
  /** Asks chat-api at which seq each of the given members was added to the room. */
  readonly joinedSeqs: (
    query: RequestOf<typeof CHAT_API.joinedSeqs>,
  ) => Promise<ReplyOf<typeof CHAT_API.joinedSeqs>>;
}

/** Asks chat-api about memberships. The answers of `assertMember` are cached for one second. */
export class MembershipAuthority {
  readonly #options: MembershipAuthorityOptions;
  readonly #answers = new LRUCache<string, Promise<void>>({
    max: MAX_CACHED_MEMBERSHIPS,
    ttl: MEMBERSHIP_TTL_MS,
  });

  constructor(options: MembershipAuthorityOptions) {
    this.#options = options;
  }

  /** Throws `ROOM_NOT_FOUND` if the user is not a member, and `UNAVAILABLE` if chat-api does not answer. */
  async assertMember(userId: string, roomId: string): Promise<void> {
    const membershipKey = createMembershipKey(userId, roomId);
    const cachedAnswer = this.#answers.get(membershipKey);
    if (cachedAnswer) return cachedAnswer;
    const pendingAnswer = this.#options.authorizeRoom({ userId, roomId }).then(() => {});
    this.#answers.set(membershipKey, pendingAnswer);
    // Don't cache a failed request. The next check asks chat-api again.
    pendingAnswer.catch((error) => {
      if (error instanceof ChatError && error.code !== 'ROOM_NOT_FOUND') this.#answers.delete(membershipKey);
    });
    return pendingAnswer;
  }

  /**
   * Returns the seq of the event that added each of the given users to the room. The result omits users who are not
   * members, and it is not cached. Throws `UNAVAILABLE` if chat-api does not answer.
   */
  async findJoinedSeqs(roomId: string, userIds: readonly string[]): Promise<ReadonlyMap<string, number>> {
    const joinedSeqByUser = new Map<string, number>();
    for (let at = 0; at < userIds.length; at += USERS_PER_REQUEST) {
      const requestedUserIds = userIds.slice(at, at + USERS_PER_REQUEST);
      const { seqs } = await this.#options.joinedSeqs({ roomId, userIds: requestedUserIds });
      for (const [userId, seq] of Object.entries(seqs)) joinedSeqByUser.set(userId, seq);
    }
    return joinedSeqByUser;
  }

  /** Deletes the cached answer for a user and a room, because the membership has changed. */
  forget(userId: string, roomId: string): void {
    this.#answers.delete(createMembershipKey(userId, roomId));
  }
}

const createMembershipKey = (userId: string, roomId: string): string => `${userId} ${roomId}`;
