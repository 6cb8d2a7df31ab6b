import type { RedisClient } from '@kcs/service-kit';
import { type Budget, createBudget } from './budget.ts';

const ADMIN_BUDGET_FACTOR = 10;
const SECONDS_PER_HOUR = 60 * 60;
const MAX_MEETINGS_PER_HOUR = 60;

/** Creates the budget that limits how many rooms a user may create per hour (LIM-8). */
export const createNewRoomBudget = (redis: RedisClient, perHour: number): Budget =>
  createBudget(redis, {
    keyPrefix: 'kcs:limit:new-rooms',
    limit: perHour,
    windowS: SECONDS_PER_HOUR,
    adminFactor: ADMIN_BUDGET_FACTOR,
    message: (limit) => `You can create at most ${limit} rooms per hour. Try again later.`,
  });

/**
 * Creates the budget that limits how many meetings a user may start per hour, because each one notifies all members.
 */
export const createNewMeetingBudget = (redis: RedisClient): Budget =>
  createBudget(redis, {
    keyPrefix: 'kcs:limit:new-meetings',
    limit: MAX_MEETINGS_PER_HOUR,
    windowS: SECONDS_PER_HOUR,
    adminFactor: ADMIN_BUDGET_FACTOR,
    message: (limit) => `You can start at most ${limit} meetings per hour. Try again later.`,
  });

/** Creates the budget that limits how many people a user may add to new or existing rooms per hour (LIM-8). */
export const createAddedPeopleBudget = (redis: RedisClient, perHour: number): Budget =>
  createBudget(redis, {
    keyPrefix: 'kcs:limit:added-people',
    limit: perHour,
    windowS: SECONDS_PER_HOUR,
    adminFactor: ADMIN_BUDGET_FACTOR,
    message: (limit) =>
      `You can add at most ${limit} people to rooms per hour. Add fewer, or try again later.`,
  });
