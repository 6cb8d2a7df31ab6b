import { type Logger, repeatEvery, type Stoppable } from '@kcs/service-kit';
import type { SocketRegistry } from '../sockets/socket-registry.ts';
import type { MembershipCache } from './membership-cache.ts';

/**
 * Interval between refreshes of the membership cache. If a member event is lost, a cached membership is wrong for at
 * most this long.
 */
const MEMBERSHIP_REFRESH_INTERVAL_MS = 5 * 60_000;
/**
 * Number of parallel requests to chat-api. If a request takes 2 ms, refreshing 10,000 users takes 5 s, which does not
 * overload chat-api.
 */
const MAX_PARALLEL_REQUESTS = 4;

interface MembershipRefreshOptions {
  readonly registry: SocketRegistry;
  readonly cache: MembershipCache;
  readonly roomsOfUser: (userId: string) => Promise<readonly string[]>;
  readonly logger: Logger;
}

/** Reloads the membership cache from chat-api every few minutes, and immediately after an interruption. */
export class MembershipRefresh {
  readonly #options: MembershipRefreshOptions;
  #timer: Stoppable | undefined;
  #running: Promise<void> | undefined;

  constructor(options: MembershipRefreshOptions) {
    this.#options = options;
  }

  start(): void {
    const { logger } = this.#options;
    this.#timer = repeatEvery(MEMBERSHIP_REFRESH_INTERVAL_MS, () => this.refreshAll(), {
      logger,
      name: 'membership refresh',
    });
  }

  /** Reloads the cached rooms of all local users. If a refresh is already running, resolves when that refresh ends. */
  refreshAll(): Promise<void> {
    this.#running ??= this.#refreshAll().finally(() => {
      this.#running = undefined;
    });
    return this.#running;
  }

  /** Reloads the cached rooms of one user. Never throws. If the request fails, the cached rooms remain unchanged. */
  async refreshUser(userId: string): Promise<void> {
    const { cache, registry, roomsOfUser, logger } = this.#options;
    const finishMembershipLoad = cache.beginLoad(userId);
    try {
      const roomIds = await roomsOfUser(userId);
      // Don't cache the rooms of a user who disconnected during the request.
      finishMembershipLoad(registry.user(userId) ? roomIds : undefined);
    } catch (err) {
      finishMembershipLoad(undefined);
      logger.debug({ err, userId }, 'Could not load a user’s rooms. The cached rooms may be stale.');
    }
  }

  async stop(): Promise<void> {
    await this.#timer?.stop();
  }

  async #refreshAll(): Promise<void> {
    const { registry, cache } = this.#options;
    for (const userId of cache.users()) if (!registry.user(userId)) cache.dropUser(userId);
    const remainingUserIds = [...registry.users()].map(({ id }) => id);
    const refreshRemainingUsers = async (): Promise<void> => {
      for (let userId = remainingUserIds.pop(); userId !== undefined; userId = remainingUserIds.pop()) {
        await this.refreshUser(userId);
      }
    };
    await Promise.all(Array.from({ length: MAX_PARALLEL_REQUESTS }, refreshRemainingUsers));
  }
}
