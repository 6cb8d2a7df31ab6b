import { every, type Logger, type Stoppable } from '@kcs/service-kit';
import type { SocketRegistry } from '../sockets/socket-registry.ts';
import type { MembershipIndex } from './membership-cache.ts';

/** Member events may be lost with Redis or NATS; nobody is told of nothing for longer than this. */
const REFRESH_MS = 5 * 60_000;
/** Users asked for side by side: a refresh of 10,000 at 2 ms each takes 5 s and leaves chat-api its breath. */
const PARALLEL = 4;

export interface IndexRefreshOptions {
  readonly registry: SocketRegistry;
  readonly index: MembershipIndex;
  readonly roomsOfUser: (userId: string) => Promise<readonly string[]>;
  readonly logger: Logger;
}

/** Brings the membership index back to the truth: every few minutes, and at once after an interruption. */
export class IndexRefresh {
  readonly #options: IndexRefreshOptions;
  #timer: Stoppable | undefined;
  #underWay: Promise<void> | undefined;

  constructor(options: IndexRefreshOptions) {
    this.#options = options;
  }

  start(): void {
    const { logger } = this.#options;
    this.#timer = every(REFRESH_MS, () => this.all(), { logger, name: 'membership refresh' });
  }

  all(): Promise<void> {
    this.#underWay ??= this.#refreshAll().finally(() => {
      this.#underWay = undefined;
    });
    return this.#underWay;
  }

  async one(userId: string): Promise<void> {
    const { index, registry, roomsOfUser, logger } = this.#options;
    const loaded = index.load(userId);
    try {
      const rooms = await roomsOfUser(userId);
      // A user who left meanwhile has no entry to fill.
      loaded(registry.user(userId) ? rooms : undefined);
    } catch (err) {
      loaded(undefined);
      logger.debug({ err, userId }, 'the rooms of a user could not be asked for');
    }
  }

  async stop(): Promise<void> {
    await this.#timer?.stop();
  }

  async #refreshAll(): Promise<void> {
    const { registry, index } = this.#options;
    for (const userId of index.users()) if (!registry.user(userId)) index.dropUser(userId);
    const users = [...registry.users()].map(({ id }) => id);
    const next = async (): Promise<void> => {
      for (let userId = users.pop(); userId !== undefined; userId = users.pop()) await this.one(userId);
    };
    await Promise.all(Array.from({ length: PARALLEL }, next));
  }
}
