import { type CHAT_API, ChatError, type RequestOf } from '@kcs/contracts';
import { LRUCache } from 'lru-cache';

/** An answer is believed this long (architecture 11: both directions end within a second). */
const BELIEVED_MS = 1_000;
const MEMBERSHIPS_KEPT = 20_000;
/** Without word from chat-api for so long, nothing that a removal would end may go on (protocol §3: 30 s in all). */
const STALE_MS = 20_000;

export interface AuthorityOptions {
  /** Fails with `ROOM_NOT_FOUND` where the user is no member. */
  readonly authorizeRoom: (query: RequestOf<typeof CHAT_API.authorizeRoom>) => Promise<unknown>;
  readonly now?: () => number;
}

/**
 * What chat-api alone may decide, asked each time and believed for a second; and whether chat-api has been heard
 * recently enough for what was decided earlier to stand.
 */
export class Authority {
  readonly #options: AuthorityOptions;
  readonly #now: () => number;
  readonly #members = new LRUCache<string, Promise<void>>({ max: MEMBERSHIPS_KEPT, ttl: BELIEVED_MS });
  #answeredAt = Number.NEGATIVE_INFINITY;

  constructor(options: AuthorityOptions) {
    this.#options = options;
    this.#now = options.now ?? (() => performance.now());
  }

  answered(): void {
    this.#answeredAt = this.#now();
  }

  /** How long nothing has been heard of chat-api; infinite before its first answer. */
  get silentForMs(): number {
    return this.#now() - this.#answeredAt;
  }

  get stale(): boolean {
    return this.silentForMs > STALE_MS;
  }

  /** @throws ChatError `UNAVAILABLE` where removals may have gone unheard */
  mustBeFresh(): void {
    if (this.stale) throw new ChatError('UNAVAILABLE');
  }

  /** @throws ChatError `ROOM_NOT_FOUND` where the user is no member, `UNAVAILABLE` where nobody can tell */
  async mustBeMember(userId: string, roomId: string): Promise<void> {
    const key = `${userId} ${roomId}`;
    const known = this.#members.get(key);
    if (known) return known;
    const asked = this.#options.authorizeRoom({ userId, roomId }).then(() => {});
    this.#members.set(key, asked);
    // A failure to ask is no answer; the next one asks again.
    asked.catch((error) => {
      if (error instanceof ChatError && error.code !== 'ROOM_NOT_FOUND') this.#members.delete(key);
    });
    return asked;
  }

  forget(userId: string, roomId: string): void {
    this.#members.delete(`${userId} ${roomId}`);
  }
}
