import type { LocalUser } from '../sockets/socket-state.ts';

const SECOND_MS = 1_000;

/**
 * Takes one event from the user's budget for this second (LIM-2). Returns false when the budget is used up. The counter
 * lives in the user's entry instead of a rate limiter's store: every event uses it, it needs no timer, and it goes away
 * with the user's last socket.
 */
export function takeEvent(
  user: Pick<LocalUser, 'budget' | 'budgetFrom'>,
  perSecond: number,
  now: number,
): boolean {
  if (now - user.budgetFrom >= SECOND_MS) {
    user.budgetFrom = now;
    user.budget = perSecond;
  }
  if (user.budget <= 0) return false;
  user.budget -= 1;
  return true;
}
