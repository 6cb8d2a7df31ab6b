import type { LocalUser } from '../sockets/socket-state.ts';

const SECOND_MS = 1_000;

/**
 * Takes one event from the user's budget for this second (LIM-2). Returns false if the budget is used up. The budget is
 * stored in the user's entry, so it needs no timer and disappears with the user's last socket.
 */
export function takeFromEventBudget(
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
