import type { Presence } from '@kcs/contracts';
import type { PersonState } from '../registry/registry.ts';

/** A person as others see them. Whoever is there was last seen now; whoever is not, when the last socket closed. */
export function presenceOf(userId: string, state: PersonState, nowMs: number): Presence {
  if (state.status !== null) {
    return { userId, isOnline: true, status: state.status, lastSeen: new Date(nowMs).toISOString() };
  }
  const lastSeen = state.lastSeenMs === null ? null : new Date(state.lastSeenMs).toISOString();
  return { userId, isOnline: false, status: 'offline', lastSeen };
}
