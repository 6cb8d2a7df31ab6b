import type { LocalUser } from '../sockets/socket-state.ts';

const ONE_SECOND_MS = 1_000;
/**
 * Share of the limit that each gateway allows without asking Redis: 10 events per second with the default limit. People
 * rarely send more, so an ordinary event needs no round trip.
 */
const UNCOUNTED_LIMIT_SHARE = 0.1;
/** Share of the limit that a gateway reserves in Redis with one request. */
const RESERVED_LIMIT_SHARE = 0.1;

interface EventBudgetOptions {
  readonly perSecond: number;
  /**
   * Adds `events` to the user's count for the current second, which all gateways share in Redis. Returns the new count.
   * Rejects while Redis is unavailable.
   */
  readonly count: (userId: string, events: number) => Promise<number>;
  readonly now?: () => number;
}

/**
 * Limits how many client events per second a user may send from all sockets on all gateways (LIM-2). Each gateway
 * allows the first events of a second without Redis. It then reserves further events in Redis, several at a time. While
 * Redis is unavailable, each gateway applies the limit to its own sockets only.
 */
export class EventBudget {
  readonly #options: EventBudgetOptions;
  readonly #now: () => number;
  readonly #uncounted: number;
  readonly #chunk: number;

  constructor(options: EventBudgetOptions) {
    this.#options = options;
    this.#now = options.now ?? (() => performance.now());
    this.#uncounted = Math.ceil(options.perSecond * UNCOUNTED_LIMIT_SHARE);
    this.#chunk = Math.ceil(options.perSecond * RESERVED_LIMIT_SHARE);
  }

  /**
   * Deducts `eventCost` events from the user's budget. The result is true if enough was left in the budget, and false
   * if the event must be refused. The result is a promise if Redis must be asked. The user's later events wait for the
   * same reply, so all events keep their order.
   */
  take(user: Pick<LocalUser, 'id' | 'events'>, eventCost = 1): boolean | Promise<boolean> {
    const { events } = user;
    // Cap the cost at the limit. Otherwise, an event that costs more than the limit could never pass.
    const cappedCost = Math.min(eventCost, this.#options.perSecond);
    const now = this.#now();
    if (now - events.from >= ONE_SECOND_MS)
      Object.assign(events, { from: now, left: this.#uncounted, counted: 0 });
    if (now < events.refusedUntil) return false;
    if (events.counting) {
      if (events.waiting >= this.#options.perSecond) return false;
      return this.#afterCounting(user, cappedCost);
    }
    if (events.left >= cappedCost) {
      events.left -= cappedCost;
      return true;
    }
    events.counting = this.#count(user, cappedCost).finally(() => {
      events.counting = undefined;
    });
    return this.#afterCounting(user, cappedCost);
  }

  async #afterCounting(user: Pick<LocalUser, 'id' | 'events'>, cost: number): Promise<boolean> {
    user.events.waiting += 1;
    try {
      await user.events.counting;
    } finally {
      user.events.waiting -= 1;
    }
    return this.take(user, cost);
  }

  /**
   * Reserves enough events in Redis for an event that costs `cost`. A second's first reservation also includes the
   * events that this gateway allows without Redis.
   */
  async #count({ id, events }: Pick<LocalUser, 'id' | 'events'>, cost: number): Promise<void> {
    const { perSecond, count } = this.#options;
    const reservedEventCount = Math.max(this.#chunk, cost - events.left);
    const { from } = events;
    const countIncrement = reservedEventCount + (events.counted === 0 ? this.#uncounted : 0);
    const eventCountInRedis = await count(id, countIncrement).catch(() => events.counted + countIncrement);
    if (events.from !== from) return;
    events.counted = eventCountInRedis;
    if (eventCountInRedis > perSecond) events.refusedUntil = from + ONE_SECOND_MS;
    else events.left += reservedEventCount;
  }
}
