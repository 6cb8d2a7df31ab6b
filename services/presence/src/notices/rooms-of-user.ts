import {
  buildRoomSubject,
  CHAT_API_REQUESTS,
  LIMITS,
  MembersChangedEventData,
  type ReplyOf,
  type RequestOf,
} from '@kcs/contracts';
import {
  type Logger,
  RequestBatcher,
  type Stoppable,
  sendRequest,
  subscribeToNotice,
} from '@kcs/service-kit';
import type { NatsConnection } from '@nats-io/nats-core';
import { LRUCache } from 'lru-cache';
import Type from 'typebox';
import { selectRoomIdsForPresence } from '../rules/push-rules.ts';

/**
 * How long a user's cached rooms count as fresh. If the user reloads the page or reconnects within this time, chat-api
 * is not asked again.
 */
const MAX_FRESH_ROOMS_AGE_MS = 10_000;
/** How long cached rooms may be used while chat-api is unavailable. Outdated rooms are better than a late notice. */
const MAX_STALE_ROOMS_AGE_MS = 10 * 60_000;
const MAX_CACHED_USERS = 20_000;
const REQUEST_OPTIONS = { timeoutMs: 1_500 };

type RoomsPage = ReplyOf<typeof CHAT_API_REQUESTS.roomsOfUser>;
type Membership = RoomsPage['rooms'][number];

/** Caches which rooms receive each user's presence updates. The rooms come from chat-api. */
export class RoomsOfUser {
  readonly #nc: NatsConnection;
  readonly #maxMembers: number;
  readonly #cache = new LRUCache<string, { rooms: string[]; requestedAt: number }>({
    max: MAX_CACHED_USERS,
    ttl: MAX_STALE_ROOMS_AGE_MS,
  });
  /**
   * A token for the latest request for each user's rooms. The token is deleted when the user joins or leaves a room, so
   * that a reply from before that change does not count as fresh.
   */
  readonly #requests = new Map<string, symbol>();
  readonly #firstPages: RequestBatcher<string, RoomsPage>;

  constructor(nc: NatsConnection, maxMembers: number) {
    this.#nc = nc;
    this.#maxMembers = maxMembers;
    this.#firstPages = new RequestBatcher({
      send: async (userIds) =>
        (await sendRequest(nc, CHAT_API_REQUESTS.roomsOfUsers, { userIds: [...userIds] }, REQUEST_OPTIONS))
          .pages,
      sendSeparately: (userId) => this.#requestPage({ userId }),
      batchSize: LIMITS.USERS_PER_BUS_REQUEST,
      maxWaiting: MAX_CACHED_USERS,
      maxWaitMs: REQUEST_OPTIONS.timeoutMs,
    });
  }

  /** Marks a user's cached rooms as stale, because the user has joined or left a room. */
  invalidate(userId: string): void {
    this.#requests.delete(userId);
    const cacheEntry = this.#cache.get(userId);
    // Keep the stale rooms as a fallback in case chat-api is unavailable.
    if (cacheEntry !== undefined)
      this.#cache.set(userId, { ...cacheEntry, requestedAt: Number.NEGATIVE_INFINITY });
  }

  /**
   * Returns the rooms that receive the user's presence updates. If chat-api fails, returns cached rooms, or throws
   * chat-api's error if no rooms are cached.
   */
  async of(userId: string): Promise<string[]> {
    const cacheEntry = this.#cache.get(userId);
    if (cacheEntry !== undefined && performance.now() - cacheEntry.requestedAt < MAX_FRESH_ROOMS_AGE_MS)
      return cacheEntry.rooms;
    const requestToken = Symbol();
    this.#requests.set(userId, requestToken);
    try {
      const roomIds = selectRoomIdsForPresence(await this.#requestRooms(userId), this.#maxMembers);
      // The reply is outdated if the user joined or left a room during the request.
      const areRoomsFresh = this.#requests.get(userId) === requestToken;
      this.#cache.set(userId, {
        rooms: roomIds,
        requestedAt: areRoomsFresh ? performance.now() : Number.NEGATIVE_INFINITY,
      });
      return roomIds;
    } catch (error) {
      if (cacheEntry !== undefined) return cacheEntry.rooms;
      throw error;
    } finally {
      if (this.#requests.get(userId) === requestToken) this.#requests.delete(userId);
    }
  }

  async #requestRooms(userId: string): Promise<Membership[]> {
    let roomsPage = await this.#firstPages.run(userId);
    const memberships = [...roomsPage.rooms];
    while (roomsPage.next) {
      roomsPage = await this.#requestPage({ userId, after: roomsPage.next });
      memberships.push(...roomsPage.rooms);
    }
    return memberships;
  }

  #requestPage(query: RequestOf<typeof CHAT_API_REQUESTS.roomsOfUser>): Promise<RoomsPage> {
    return sendRequest(this.#nc, CHAT_API_REQUESTS.roomsOfUser, query, REQUEST_OPTIONS);
  }
}

/**
 * The room events that report which members have joined or left a room. If such an event is missed, the cached rooms of
 * these members stay outdated for up to `MAX_FRESH_ROOMS_AGE_MS`.
 */
const MEMBERS_CHANGED_NOTICE = {
  subject: buildRoomSubject('*', 'members-changed'),
  payload: Type.Object({ data: MembersChangedEventData }),
};

/** Marks a user's cached rooms as stale whenever the user joins or leaves a room. */
export function invalidateOnMembersChanged(
  nc: NatsConnection,
  rooms: Pick<RoomsOfUser, 'invalidate'>,
  logger: Logger,
): Stoppable {
  return subscribeToNotice(
    nc,
    MEMBERS_CHANGED_NOTICE,
    ({ data }) => {
      for (const { userId } of data.added) rooms.invalidate(userId);
      for (const userId of data.removed) rooms.invalidate(userId);
    },
    logger,
  );
}
