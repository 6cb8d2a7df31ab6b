import type { LocalUser } from '../sockets/socket-state.ts';

const SECOND_MS = 1_000;
/**
 * Share of the limit that each gateway allows without a request to Redis. People rarely send more than 10 events per
 * second, so an ordinary event needs no round trip.
 */
const UNCOUNTED_SHARE = 0.1;
/** Share of the limit that a gateway reserves in Redis with one request. */
const CHUNK_SHARE = 0.1;

interface EventBudgetOptions {
  readonly perSecond: number;
  /**
   * Adds `events` to the user's event count for the current second, which all gateways share. Returns the new count.
   * Rejects while Redis is unavailable.
   */
  readonly count: (userId: string, events: number) => Promise<number>;
  readonly now?: () => number;
}

/**
 * Limits each user's client events per second, summed over all of the user's sockets on all gateways (LIM-2). Each
 * gateway allows the first few events of a second by itself and reserves further events in chunks from a shared count
 * in Redis. While Redis is unavailable, each gateway applies the limit on its own.
 */
export class EventBudget {
  readonly #options: EventBudgetOptions;
  readonly #now: () => number;
  readonly #uncounted: number;
  readonly #chunk: number;

  constructor(options: EventBudgetOptions) {
    this.#options = options;
    this.#now = options.now ?? (() => performance.now());
    this.#uncounted = Math.ceil(options.perSecond * UNCOUNTED_SHARE);
    this.#chunk = Math.ceil(options.perSecond * CHUNK_SHARE);
  }

  /**
   * Takes `eventCost` events from the user's budget. Returns false if the budget is used up. Returns a promise if the
   * result depends on Redis. The user's events keep their order, because later events wait for the same Redis reply.
   */
  take(user: Pick<LocalUser, 'id' | 'events'>, eventCost = 1): boolean | Promise<boolean> {
    const { events } = user;
    // Cap the cost, because an event that costs more than the whole limit could never pass.
    const cost = Math.min(eventCost, this.#options.perSecond);
    const now = this.#now();
    if (now - events.from >= SECOND_MS)
      Object.assign(events, { from: now, left: this.#uncounted, counted: 0 });
    if (now < events.refusedUntil) return false;
    if (events.counting) {
      if (events.waiting >= this.#options.perSecond) return false;
      return this.#afterCounting(user, cost);
    }
    if (events.left >= cost) {
      events.left -= cost;
      return true;
    }
    events.counting = this.#count(user, cost).finally(() => {
      events.counting = undefined;
    });
    return this.#afterCounting(user, cost);
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
   * Reserves the next chunk in Redis, enough for an event that costs `cost`. The first chunk of a second also counts
   * the events that this gateway allows without Redis.
   */
  async #count({ id, events }: Pick<LocalUser, 'id' | 'events'>, cost: number): Promise<void> {
    const { perSecond, count } = this.#options;
    const chunk = Math.max(this.#chunk, cost - events.left);
    const { from } = events;
    const increment = chunk + (events.counted === 0 ? this.#uncounted : 0);
    const counted = await count(id, increment).catch(() => events.counted + increment);
    if (events.from !== from) return;
    events.counted = counted;
    if (counted > perSecond) events.refusedUntil = from + SECOND_MS;
    else events.left += chunk;
  }
}
