import { CHAT_API } from '@kcs/contracts';
import { sendRequest } from '@kcs/service-kit';
import type { NatsConnection } from '@nats-io/nats-core';
import { LRUCache } from 'lru-cache';
import { pushedRooms } from '../rules/pushed-rooms.ts';

/** A person who reloads a page or loses the network is asked for once. */
const FRESH_MS = 10_000;
/** While chat-api is away an older answer is better than a late notice. */
const STALE_MS = 10 * 60_000;
const CACHED_USERS = 20_000;
const ASK_TIMEOUT_MS = 1500;

/** The rooms whose members are told of a person, from chat-api. @throws ChatError where it is away and nothing is known */
export class RoomsOfUser {
  readonly #nc: NatsConnection;
  readonly #maxMembers: number;
  readonly #known = new LRUCache<string, { rooms: string[]; askedAt: number }>({
    max: CACHED_USERS,
    ttl: STALE_MS,
  });
  /** The newest question about each person that no change has come after. */
  readonly #asking = new Map<string, symbol>();

  constructor(nc: NatsConnection, maxMembers: number) {
    this.#nc = nc;
    this.#maxMembers = maxMembers;
  }

  /** The person joined or left a room: the next change is told to those who share a room then. */
  forget(userId: string): void {
    this.#asking.delete(userId);
    const known = this.#known.get(userId);
    // Kept as the answer for when chat-api is away.
    if (known !== undefined) this.#known.set(userId, { ...known, askedAt: Number.NEGATIVE_INFINITY });
  }

  async of(userId: string): Promise<string[]> {
    const known = this.#known.get(userId);
    if (known !== undefined && performance.now() - known.askedAt < FRESH_MS) return known.rooms;
    const question = Symbol();
    this.#asking.set(userId, question);
    try {
      const answer = await sendRequest(
        this.#nc,
        CHAT_API.roomsOfUser,
        { userId },
        { timeoutMs: ASK_TIMEOUT_MS },
      );
      const rooms = pushedRooms(answer.rooms, this.#maxMembers);
      // What changed while it was asked may not be in the answer.
      const isFresh = this.#asking.get(userId) === question;
      this.#known.set(userId, { rooms, askedAt: isFresh ? performance.now() : Number.NEGATIVE_INFINITY });
      return rooms;
    } catch (error) {
      if (known !== undefined) return known.rooms;
      throw error;
    } finally {
      if (this.#asking.get(userId) === question) this.#asking.delete(userId);
    }
  }
}
