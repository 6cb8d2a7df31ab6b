import { ChatError } from '@kcs/contracts';
import type { RedisClient } from '@kcs/service-kit';
import { createUsageCounter } from './counter.ts';

interface BudgetTakeOptions {
  /** The amount to deduct from the budget. Default: 1. */
  readonly amount?: number;
  /** Whether the user is an Admin. The hourly budgets of an Admin are ten times as large (LIM-8). */
  readonly isAdmin?: boolean;
}

/** Limits how much each user may do within a time window. The limit applies to all replicas together. */
export interface Budget {
  /**
   * Deducts an amount from the user's budget. If too little is left, deducts nothing and throws `RATE_LIMITED` with the
   * time to wait.
   */
  take(userId: string, options?: BudgetTakeOptions): Promise<void>;
  /** Refunds an amount that was deducted from the user's budget but not used. */
  refund(userId: string, amount?: number): Promise<void>;
}

interface BudgetOptions {
  readonly keyPrefix: string;
  readonly limit: number;
  readonly windowS: number;
  /** The factor by which the limit is multiplied for an Admin. Default: 1. */
  readonly adminFactor?: number;
  /** Creates the error message for a user who has reached the limit. */
  readonly message: (limit: number) => string;
}

export function createBudget(redis: RedisClient, options: BudgetOptions): Budget {
  const { keyPrefix, limit, windowS, adminFactor = 1, message } = options;
  const usageCounter = createUsageCounter(redis, { keyPrefix, windowS });
  const refund: Budget['refund'] = async (userId, amount = 1) => {
    if (amount > 0) await usageCounter.reward(userId, amount).catch(() => {});
  };
  return {
    async take(userId, { amount = 1, isAdmin = false } = {}) {
      if (amount === 0) return;
      const maxAmount = isAdmin ? limit * adminFactor : limit;
      const { consumedPoints, msBeforeNext } = await usageCounter.penalty(userId, amount);
      if (consumedPoints <= maxAmount) return;
      await refund(userId, amount);
      throw new ChatError('RATE_LIMITED', message(maxAmount), { retryAfterMs: Math.max(1, msBeforeNext) });
    },
    refund,
  };
}

interface BudgetCost {
  readonly budget: Budget;
  readonly amount: number;
}

interface SpendResult<T> {
  readonly result: T;
  /** The amount of each cost that was not used, in the same order as the costs. */
  readonly unused: readonly number[];
}

/**
 * Deducts every cost from the user's budgets, runs `work`, and refunds the amounts that `work` did not use. If `work`
 * throws, refunds everything. Throws `RATE_LIMITED` without running `work` if too little is left in a budget.
 */
export async function spendBudgets<T>(
  costs: readonly BudgetCost[],
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
