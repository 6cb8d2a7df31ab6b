import { CHAT_API, MembersChanged, type ReplyOf, roomSubject } from '@kcs/contracts';
import { type Logger, type Stoppable, sendRequest, subscribeToNotice } from '@kcs/service-kit';
import type { NatsConnection } from '@nats-io/nats-core';
import { LRUCache } from 'lru-cache';
import Type from 'typebox';
import { roomsWithPresencePush } from '../rules/push-rules.ts';

/**
 * How long cached rooms count as fresh. A user who reloads the page or briefly loses the network causes at most one
 * request within this time.
 */
const FRESH_MS = 10_000;
/** How long cached rooms may be used while chat-api is unavailable. Outdated rooms are better than a late notice. */
const STALE_MS = 10 * 60_000;
const MAX_CACHED_USERS = 20_000;
const REQUEST_TIMEOUT_MS = 1500;

type Membership = ReplyOf<typeof CHAT_API.roomsOfUser>['rooms'][number];

/** Caches, for each user, the rooms whose members receive the user's presence. Requests the rooms from chat-api. */
export class RoomsOfUser {
  readonly #nc: NatsConnection;
  readonly #maxMembers: number;
  readonly #cache = new LRUCache<string, { rooms: string[]; requestedAt: number }>({
    max: MAX_CACHED_USERS,
    ttl: STALE_MS,
  });
  /**
   * The latest request for each user's rooms. A change of the user's rooms removes the entry, so that the reply to that
   * request does not count as fresh.
   */
  readonly #requests = new Map<string, symbol>();

  constructor(nc: NatsConnection, maxMembers: number) {
    this.#nc = nc;
    this.#maxMembers = maxMembers;
  }

  /** Call this when the user joins or leaves a room. The next `of` requests the user's rooms again. */
  invalidate(userId: string): void {
    this.#requests.delete(userId);
    const cached = this.#cache.get(userId);
    // Keep the old rooms as a fallback in case chat-api is unavailable.
    if (cached !== undefined) this.#cache.set(userId, { ...cached, requestedAt: Number.NEGATIVE_INFINITY });
  }

  /**
   * Returns the rooms whose members receive the user's presence. If chat-api fails, returns cached rooms. Throws
   * chat-api's error if none are cached.
   */
  async of(userId: string): Promise<string[]> {
    const cached = this.#cache.get(userId);
    if (cached !== undefined && performance.now() - cached.requestedAt < FRESH_MS) return cached.rooms;
    const request = Symbol();
    this.#requests.set(userId, request);
    try {
      const rooms = roomsWithPresencePush(await this.#requestRooms(userId), this.#maxMembers);
      // If the user joined or left a room during the request, the reply may not include that change.
      const isFresh = this.#requests.get(userId) === request;
      this.#cache.set(userId, {
        rooms,
        requestedAt: isFresh ? performance.now() : Number.NEGATIVE_INFINITY,
      });
      return rooms;
    } catch (error) {
      if (cached !== undefined) return cached.rooms;
      throw error;
    } finally {
      if (this.#requests.get(userId) === request) this.#requests.delete(userId);
    }
  }

  async #requestRooms(userId: string): Promise<Membership[]> {
    const rooms: Membership[] = [];
    let after: string | null | undefined;
    do {
      const query = after ? { userId, after } : { userId };
      const page = await sendRequest(this.#nc, CHAT_API.roomsOfUser, query, {
        timeoutMs: REQUEST_TIMEOUT_MS,
      });
      rooms.push(...page.rooms);
      after = page.next;
    } while (after);
    return rooms;
  }
}

/**
 * The room events about joining and leaving, received as notices. If one is missed, the user's cached rooms stay
 * outdated for up to `FRESH_MS`.
 */
const MEMBERS_CHANGED = {
  subject: roomSubject('*', 'members-changed'),
  payload: Type.Object({ data: MembersChanged }),
};

/**
 * Subscribes to room events and invalidates the cached rooms of users who join or leave a room, so that the right
 * members receive their presence.
 */
export function invalidateOnMembersChanged(
  nc: NatsConnection,
  rooms: Pick<RoomsOfUser, 'invalidate'>,
  logger: Logger,
): Stoppable {
  return subscribeToNotice(
    nc,
    MEMBERS_CHANGED,
    ({ data }) => {
      for (const { userId } of data.added) rooms.invalidate(userId);
      for (const userId of data.removed) rooms.invalidate(userId);
    },
    logger,
  );
}
