import type { LocalUser } from '../sockets/socket-state.ts';

const SECOND_MS = 1_000;

/**
 * Takes one event from the user's budget of the second; false = over the limit. A counter in the user's own entry
 * instead of a limiter's store: it is hit by every event, needs no timers, and goes with the user's last socket.
 */
export function takeEvent(user: LocalUser, perSecond: number, now: number): boolean {
  if (now - user.budgetFrom >= SECOND_MS) {
    user.budgetFrom = now;
    user.budget = perSecond;
  }
  if (user.budget <= 0) return false;
  user.budget -= 1;
  return true;
}
