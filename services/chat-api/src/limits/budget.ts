import { ChatError } from '@kcs/contracts';
import type { RedisClient } from '@kcs/service-kit';
import { createCounter } from './counter.ts';

interface TakeOptions {
  /** The amount to take from the budget, by default 1. */
  readonly amount?: number;
  /** Whether the user is an Admin. The hourly budgets of an Admin are ten times as large (LIM-8). */
  readonly isAdmin?: boolean;
}

/** Limits what one user may do within a time window, counted across all replicas. */
export interface Budget {
  /**
   * Takes an amount from the user's budget. If the budget is too small, takes nothing and throws `RATE_LIMITED` with
   * the time to wait.
   */
  take(userId: string, options?: TakeOptions): Promise<void>;
  /** Refunds an amount that was taken from the user's budget but not used. */
  refund(userId: string, amount?: number): Promise<void>;
}

interface BudgetOptions {
  readonly keyPrefix: string;
  readonly limit: number;
  readonly windowS: number;
  /** How many times larger the budget of an Admin is. */
  readonly adminFactor?: number;
  /** Returns the error message for a user who has reached the limit. */
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
      const maxAmount = isAdmin ? limit * adminFactor : limit;
      const { consumedPoints, msBeforeNext } = await counter.penalty(userId, amount);
      if (consumedPoints <= maxAmount) return;
      await refund(userId, amount);
      throw new ChatError('RATE_LIMITED', message(maxAmount), { retryAfterMs: Math.max(1, msBeforeNext) });
    },
    refund,
  };
}

interface Cost {
  readonly budget: Budget;
  readonly amount: number;
}

interface SpendResult<T> {
  readonly result: T;
  /** The unused amount of each cost, in the same order as the costs. */
  readonly unused: readonly number[];
}

/**
 * Takes the amounts of all costs from the user's budgets, runs `work`, and refunds the amounts that `work` did not use.
 * If `work` throws, refunds everything. Throws `RATE_LIMITED` if one of the budgets is too small.
 */
export async function spend<T>(
  costs: readonly Cost[],
  { userId, isAdmin }: { readonly userId: string; readonly isAdmin: boolean },
  work: () => Promise<SpendResult<T>>,
): Promise<T> {
  const refundAmounts = (amounts: readonly number[]) =>
    Promise.all(costs.map(({ budget }, i) => budget.refund(userId, amounts[i] ?? 0)));
  const takenAmounts: number[] = [];
  try {
    for (const { budget, amount } of costs) {
      await budget.take(userId, { amount, isAdmin });
      takenAmounts.push(amount);
    }
    const { result, unused } = await work();
    await refundAmounts(unused);
    return result;
  } catch (error) {
    await refundAmounts(takenAmounts);
    throw error;
  }
}

/**
 * Creates the budget for all changes in rooms that a user makes: messages, edits, reactions, renames, members, and so
 * on (LIM-1).
 */
export const createChangeBudget = (redis: RedisClient, perSecond: number): Budget =>
  createBudget(redis, {
    keyPrefix: 'kcs:limit:messages',
    limit: perSecond,
    windowS: 1,
    message: (limit) =>
      `You can make at most ${limit} changes per second, such as messages, edits and reactions. Wait a moment and try again.`,
  });

/** Creates the budget for rooms that a user creates (LIM-8). */
export const createRoomBudget = (redis: RedisClient, perHour: number): Budget =>
  createBudget(redis, {
    keyPrefix: 'kcs:limit:new-rooms',
    limit: perHour,
    windowS: HOUR_S,
    adminFactor: ADMIN_FACTOR,
    message: (limit) => `You can create at most ${limit} rooms per hour. Try again later.`,
  });

/** Creates the budget for people whom a user adds to new or existing rooms (LIM-8). */
export const createAddedPeopleBudget = (redis: RedisClient, perHour: number): Budget =>
  createBudget(redis, {
    keyPrefix: 'kcs:limit:added-people',
    limit: perHour,
    windowS: HOUR_S,
    adminFactor: ADMIN_FACTOR,
    message: (limit) =>
      `You can add at most ${limit} people to rooms per hour. Add fewer, or try again later.`,
  });
