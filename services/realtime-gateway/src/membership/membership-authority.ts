import { type CHAT_API_REQUESTS, ChatError, type ReplyOf, type RequestOf } from '@kcs/contracts';
import { LRUCache } from 'lru-cache';

type AuthorizeRoomRequest = typeof CHAT_API_REQUESTS.authorizeRoom;

/** How long an answer from chat-api is cached. Joins and removals take effect within this time (REM-2). */
const MEMBERSHIP_CACHE_TTL_MS = 1_000;
const MAX_CACHED_MEMBERSHIPS = 20_000;
/** Maximum number of users in one request. A reply for 5,000 users is about 200 KB in size. */
const MAX_USERS_PER_REQUEST = 5_000;

interface MembershipAuthorityOptions {
  /** Asks chat-api whether the user is a member of the room. Throws `ROOM_NOT_FOUND` if the user is not a member. */
  readonly authorizeRoom: (query: RequestOf<AuthorizeRoomRequest>) => Promise<ReplyOf<AuthorizeRoomRequest>>;
  /** Asks chat-api at which seq each of the given members was added to the room. */
  readonly joinedSeqs: (
    query: RequestOf<typeof CHAT_API_REQUESTS.joinedSeqs>,
  ) => Promise<ReplyOf<typeof CHAT_API_REQUESTS.joinedSeqs>>;
}

/** Asks chat-api about memberships. The answers of `assertMayPost` are cached for one second. */
export class MembershipAuthority {
  readonly #options: MembershipAuthorityOptions;
  readonly #answers = new LRUCache<string, Promise<void>>({
    max: MAX_CACHED_MEMBERSHIPS,
    ttl: MEMBERSHIP_CACHE_TTL_MS,
  });

  constructor(options: MembershipAuthorityOptions) {
    this.#options = options;
  }

  /**
   * Throws `ROOM_NOT_FOUND` if the user is not a member, `POSTING_RESTRICTED` if the user may not send messages in the
   * room, and `UNAVAILABLE` if chat-api does not answer.
   */
  async assertMayPost(userId: string, roomId: string): Promise<void> {
    const membershipKey = createMembershipKey(userId, roomId);
    const cachedMembershipCheck = this.#answers.get(membershipKey);
    if (cachedMembershipCheck) return cachedMembershipCheck;
    const pendingMembershipCheck = this.#options
      .authorizeRoom({ userId, roomId })
      .then(({ mayPost = true }) => {
        if (!mayPost) throw new ChatError('POSTING_RESTRICTED');
      });
    this.#answers.set(membershipKey, pendingMembershipCheck);
    // Don't cache a failed request. The next check asks chat-api again.
    pendingMembershipCheck.catch((error) => {
      if (!isRefusal(error)) this.#answers.delete(membershipKey);
    });
    return pendingMembershipCheck;
  }

  /**
   * Returns the seq of the event that added each of the given users to the room. The result omits users who are not
   * members, and it is not cached. Throws `UNAVAILABLE` if chat-api does not answer.
   */
  async findJoinedSeqs(roomId: string, userIds: readonly string[]): Promise<ReadonlyMap<string, number>> {
    const joinedSeqByUserId = new Map<string, number>();
    for (let at = 0; at < userIds.length; at += MAX_USERS_PER_REQUEST) {
      const requestedUserIds = userIds.slice(at, at + MAX_USERS_PER_REQUEST);
      const { seqs } = await this.#options.joinedSeqs({ roomId, userIds: requestedUserIds });
      for (const [userId, seq] of Object.entries(seqs)) joinedSeqByUserId.set(userId, seq);
    }
    return joinedSeqByUserId;
  }

  /** Deletes the cached answer for a user and a room, because the membership has changed. */
  forget(userId: string, roomId: string): void {
    this.#answers.delete(createMembershipKey(userId, roomId));
  }
}

const isRefusal = (error: unknown): boolean =>
  error instanceof ChatError && (error.code === 'ROOM_NOT_FOUND' || error.code === 'POSTING_RESTRICTED');

const createMembershipKey = (userId: string, roomId: string): string => `${userId} ${roomId}`;
