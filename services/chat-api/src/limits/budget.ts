import { ChatError } from '@kcs/contracts';
import type { RedisClient } from '@kcs/service-kit';
import { createCounter } from './counter.ts';

interface Taken {
  /** The amount to take from the budget. 1 by default. */
  readonly amount?: number;
  /** Whether the user is an Admin. The hourly budgets of an Admin are ten times as large (LIM-8). */
  readonly isAdmin?: boolean;
}

/** A limit on what one user may do within a time window, counted over all replicas. */
export interface Budget {
  /**
   * Takes from the user's budget. Throws `RATE_LIMITED` with the time to wait if the budget is used up. A refused
   * attempt takes nothing.
   */
  take(userId: string, taken?: Taken): Promise<void>;
  /** Refunds an amount that was taken from the user's budget but not used. */
  refund(userId: string, amount?: number): Promise<void>;
}

interface BudgetOptions {
  /** The prefix of the budget's Redis keys. */
  readonly keyPrefix: string;
  readonly limit: number;
  readonly windowS: number;
  /** The factor by which the budget is larger for an Admin. */
  readonly adminFactor?: number;
  /** Returns the message for the user when this limit is reached. */
  readonly message: (limit: number) => string;
}

const ADMIN_FACTOR = 10;
const HOUR_S = 60 * 60;

function createBudget(redis: RedisClient, options: BudgetOptions): Budget {
  const { keyPrefix, limit, windowS, adminFactor = 1, message } = options;
  const counter = createCounter(redis, { keyPrefix, windowS });
  const refund: Budget['refund'] = async (userId, amount = 1) => {
    if (amount > 0) await counter.reward(userId, amount).catch(() => {});
  };
  return {
    async take(userId, { amount = 1, isAdmin = false } = {}) {
      if (amount === 0) return;
      const allowed = isAdmin ? limit * adminFactor : limit;
      const { consumedPoints, msBeforeNext } = await counter.penalty(userId, amount);
      if (consumedPoints <= allowed) return;
      await refund(userId, amount);
      throw new ChatError('RATE_LIMITED', message(allowed), { retryAfterMs: Math.max(1, msBeforeNext) });
    },
    refund,
  };
}

interface Cost {
  readonly budget: Budget;
  readonly amount: number;
}

interface Spent<T> {
  readonly result: T;
  /** The unused amount of each cost, in the order of the costs. */
  readonly unused: readonly number[];
}

/**
 * Takes all costs from the user's budgets, runs `work`, and refunds what `work` did not use. Refunds everything if
 * `work` throws. Throws `RATE_LIMITED` if one of the budgets is used up.
 */
export async function spend<T>(
  costs: readonly Cost[],
  { userId, isAdmin }: { readonly userId: string; readonly isAdmin: boolean },
  work: () => Promise<Spent<T>>,
): Promise<T> {
  const refund = (amounts: readonly number[]) =>
    Promise.all(costs.map(({ budget }, i) => budget.refund(userId, amounts[i] ?? 0)));
  const taken: number[] = [];
  try {
    for (const { budget, amount } of costs) {
      await budget.take(userId, { amount, isAdmin });
      taken.push(amount);
    }
    const { result, unused } = await work();
    await refund(unused);
    return result;
  } catch (error) {
    await refund(taken);
    throw error;
  }
}

/** Limits everything that takes a seq in a room: messages, edits, reactions, renames, members, and so on (LIM-1). */
export const createChangeBudget = (redis: RedisClient, perSecond: number): Budget =>
  createBudget(redis, {
    keyPrefix: 'kcs:limit:messages',
    limit: perSecond,
    windowS: 1,
    message: (limit) =>
      `You can send at most ${limit} messages per second, and edits, reactions and other changes count too. Wait a moment and try again.`,
  });

/** Limits the rooms that a user creates (LIM-8). */
export const createRoomBudget = (redis: RedisClient, perHour: number): Budget =>
  createBudget(redis, {
    keyPrefix: 'kcs:limit:new-rooms',
    limit: perHour,
    windowS: HOUR_S,
    adminFactor: ADMIN_FACTOR,
    message: (limit) => `You can create at most ${limit} rooms per hour. Try again later.`,
  });

/** Limits the people whom a user adds to rooms, at creation or later (LIM-8). */
export const createAddedPeopleBudget = (redis: RedisClient, perHour: number): Budget =>
  createBudget(redis, {
    keyPrefix: 'kcs:limit:added-people',
    limit: perHour,
    windowS: HOUR_S,
    adminFactor: ADMIN_FACTOR,
    message: (limit) =>
      `You can add at most ${limit} people to rooms per hour. Add fewer, or try again later.`,
  });
