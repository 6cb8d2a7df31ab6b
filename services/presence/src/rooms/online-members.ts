import { CHAT_API } from '@kcs/contracts';
import { sendRequest } from '@kcs/service-kit';
import type { NatsConnection } from '@nats-io/nats-core';
import { LRUCache } from 'lru-cache';
import type { Registry } from '../registry/registry.ts';
import type { OnlineMember } from '../rules/online-page.ts';

/** A class that opens a room together asks together. */
const SHARED_MS = 1000;
const MEMBERS_PER_PAGE = 2000;
/** A room of 10,000 is five pages; what asks for more pages than this is not a room of ours. */
const MAX_PAGES = 100;
const CACHED_ROOMS = 200;

/**
 * Which members of a room are online anywhere, in the order of their ids: chat-api's members met with the registry,
 * one round trip to Redis a page. Shared among callers for at most a second after it is made.
 */
export class OnlineMembers {
  readonly #nc: NatsConnection;
  readonly #registry: Pick<Registry, 'statusesOf'>;
  readonly #shared = new LRUCache<string, Promise<OnlineMember[]>>({ max: CACHED_ROOMS });

  constructor(nc: NatsConnection, registry: Pick<Registry, 'statusesOf'>) {
    this.#nc = nc;
    this.#registry = registry;
  }

  /** `userId` is a member: chat-api lists members to members only. Failures are not shared with later callers. */
  async of(roomId: string, userId: string): Promise<OnlineMember[]> {
    const shared = this.#shared.get(roomId);
    if (shared !== undefined) return shared;
    const fresh = this.#read(roomId, userId);
    this.#shared.set(roomId, fresh);
    try {
      const members = await fresh;
      this.#shared.set(roomId, fresh, { ttl: SHARED_MS });
      return members;
    } catch (error) {
      this.#shared.delete(roomId);
      throw error;
    }
  }

  async #read(roomId: string, userId: string): Promise<OnlineMember[]> {
    const online: OnlineMember[] = [];
    let after: string | null = null;
    for (let page = 0; page < MAX_PAGES; page += 1) {
      const { members, next }: { members: Omit<OnlineMember, 'status'>[]; next: string | null } =
        await sendRequest(this.#nc, CHAT_API.roomMembers, {
          userId,
          roomId,
          limit: MEMBERS_PER_PAGE,
          ...(after === null ? {} : { after }),
        });
      const statuses = await this.#registry.statusesOf(members.map((member) => member.userId));
      members.forEach((member, i) => {
        const status = statuses[i];
        if (status) online.push({ ...member, status });
      });
      if (next === null) break;
      after = next;
    }
    return online;
  }
}
