import { CHAT_API_REQUESTS } from '@kcs/contracts';
import { sendRequest } from '@kcs/service-kit';
import type { NatsConnection } from '@nats-io/nats-core';
import { LRUCache } from 'lru-cache';
import type { Registry } from '../registry/registry.ts';
import type { OnlineMember } from '../rules/views.ts';

/**
 * How long a room's list of online members is cached. If a whole class opens a room at the same time, everyone gets the
 * same list.
 */
const ONLINE_MEMBERS_TTL_MS = 1000;
const MAX_CACHED_ROOMS = 200;
const MEMBERS_PER_PAGE = 2000;
/**
 * Maximum number of pages to request for one room's members. The largest room has 10,000 members on five pages, so only
 * a bug in chat-api could exceed this number.
 */
const MAX_MEMBER_PAGES = 100;

/**
 * Lists the members of a room who are online on any gateway, sorted by user id (PRES-6). Each page of members costs one
 * request to chat-api and one to Redis. All callers share one cached list per room, which is at most one second old.
 */
export class OnlineMembers {
  readonly #nc: NatsConnection;
  readonly #registry: Pick<Registry, 'statusesOf'>;
  readonly #cache = new LRUCache<string, Promise<OnlineMember[]>>({ max: MAX_CACHED_ROOMS });

  constructor(nc: NatsConnection, registry: Pick<Registry, 'statusesOf'>) {
    this.#nc = nc;
    this.#registry = registry;
  }

  /**
   * Returns the online members of a room. Throws chat-api's error if `userId` is not a member of the room or if
   * chat-api is unavailable. Failures are not cached.
   */
  async of(roomId: string, userId: string): Promise<OnlineMember[]> {
    const cachedMemberList = this.#cache.get(roomId);
    if (cachedMemberList !== undefined) return cachedMemberList;
    const pendingMemberList = this.#read(roomId, userId);
    this.#cache.set(roomId, pendingMemberList);
    try {
      const onlineMemberList = await pendingMemberList;
      this.#cache.set(roomId, pendingMemberList, { ttl: ONLINE_MEMBERS_TTL_MS });
      return onlineMemberList;
    } catch (error) {
      this.#cache.delete(roomId);
      throw error;
    }
  }

  async #read(roomId: string, userId: string): Promise<OnlineMember[]> {
    const onlineMemberList: OnlineMember[] = [];
    let lastUserId: string | null = null;
    for (let page = 0; page < MAX_MEMBER_PAGES; page += 1) {
      const { members, next }: { members: Omit<OnlineMember, 'status'>[]; next: string | null } =
        await sendRequest(this.#nc, CHAT_API_REQUESTS.roomMembers, {
          userId,
          roomId,
          limit: MEMBERS_PER_PAGE,
          ...(lastUserId === null ? {} : { after: lastUserId }),
        });
      const statuses = await this.#registry.statusesOf(members.map((member) => member.userId));
      members.forEach((member, i) => {
        const status = statuses[i];
        if (status) onlineMemberList.push({ ...member, status });
      });
      if (next === null) break;
      lastUserId = next;
    }
    return onlineMemberList;
  }
}
