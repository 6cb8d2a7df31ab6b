import type { LocalUser } from '../sockets/socket-state.ts';

const SECOND_MS = 1_000;
/**
 * The part of the limit that each gateway allows without asking Redis. Hardly any person sends more than 10 events in a
 * second, so an ordinary event costs no round trip.
 */
const UNCOUNTED_SHARE = 0.1;
/** The part of the limit that a gateway takes from Redis at a time. */
const CHUNK_SHARE = 0.1;

interface EventBudgetOptions {
  readonly perSecond: number;
  /**
   * Adds the events to the user's count of this second over all gateways. Returns the new count. Rejects while Redis is
   * unavailable.
   */
  readonly count: (userId: string, events: number) => Promise<number>;
  readonly now?: () => number;
}

/**
 * Limits the client events of each user per second, over all sockets of the user and over all gateways (LIM-2). Each
 * gateway allows the first few events of a second by itself and takes the others from a count in Redis, in chunks. While
 * Redis is unavailable, each gateway counts for itself.
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
   * Takes `cost` events from the user's budget. Returns false if the budget is used up. Returns a promise if the answer
   * needs Redis. The user's events keep their order, because events that arrive meanwhile wait for the same answer.
   */
  take(user: Pick<LocalUser, 'id' | 'events'>, eventCost = 1): boolean | Promise<boolean> {
    const { events } = user;
    // Otherwise an event that costs more than the whole limit could never pass.
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

  /** Takes the next chunk, at least `cost`. The first chunk of a second pays for the uncounted events too. */
  async #count({ id, events }: Pick<LocalUser, 'id' | 'events'>, cost: number): Promise<void> {
    const { perSecond, count } = this.#options;
    const chunk = Math.max(this.#chunk, cost - events.left);
    const { from } = events;
    const paying = chunk + (events.counted === 0 ? this.#uncounted : 0);
    const counted = await count(id, paying).catch(() => events.counted + paying);
    if (events.from !== from) return;
    events.counted = counted;
    if (counted > perSecond) events.refusedUntil = from + SECOND_MS;
    else events.left += chunk;
  }
}
