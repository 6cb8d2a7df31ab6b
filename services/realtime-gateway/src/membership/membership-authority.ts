import { type CHAT_API, ChatError, type RequestOf } from '@kcs/contracts';
import { LRUCache } from 'lru-cache';

/** How long an answer from chat-api is cached. Joins and removals take effect within this time (REM-2). */
const CACHE_TTL_MS = 1_000;
const MAX_CACHED_MEMBERSHIPS = 20_000;

interface MembershipAuthorityOptions {
  /** Asks chat-api whether the user is a member of the room. Throws `ROOM_NOT_FOUND` if the user is not a member. */
  readonly authorizeRoom: (query: RequestOf<typeof CHAT_API.authorizeRoom>) => Promise<unknown>;
}

/** Checks with chat-api whether a user is a member of a room. Answers are cached for one second. */
export class MembershipAuthority {
  readonly #options: MembershipAuthorityOptions;
  readonly #answers = new LRUCache<string, Promise<void>>({ max: MAX_CACHED_MEMBERSHIPS, ttl: CACHE_TTL_MS });

  constructor(options: MembershipAuthorityOptions) {
    this.#options = options;
  }

  /** Throws `ROOM_NOT_FOUND` if the user is not a member, and `UNAVAILABLE` if chat-api does not answer. */
  async assertMember(userId: string, roomId: string): Promise<void> {
    const key = createKey(userId, roomId);
    const cachedAnswer = this.#answers.get(key);
    if (cachedAnswer) return cachedAnswer;
    const answer = this.#options.authorizeRoom({ userId, roomId }).then(() => {});
    this.#answers.set(key, answer);
    // Don't cache a failed request. The next check asks chat-api again.
    answer.catch((error) => {
      if (error instanceof ChatError && error.code !== 'ROOM_NOT_FOUND') this.#answers.delete(key);
    });
    return answer;
  }

  /** Deletes the cached answer for a user and a room, because the membership has changed. */
  forget(userId: string, roomId: string): void {
    this.#answers.delete(createKey(userId, roomId));
  }
}

const createKey = (userId: string, roomId: string): string => `${userId} ${roomId}`;
