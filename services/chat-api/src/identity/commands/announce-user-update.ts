import type { UserType } from '@kcs/contracts';
import type { User as Row } from '../../generated/client.ts';
import type { StoredEvent } from '../../log/stored-event.ts';
import { announceUserChange } from '../announce-user-change.ts';
import type { IdentityDeps } from '../identity-deps.ts';
import { announceEndedSessions, type EndedSessions } from '../sessions/announce-ended-sessions.ts';

export interface UserUpdate {
  readonly before: Row;
  readonly after: Row;
  readonly ended: EndedSessions | undefined;
  /** The events from groups that got a new owner because the user was deactivated. */
  readonly events: readonly StoredEvent[];
}

/** Announces an update to all services. Call this function after the commit. */
export async function announceUserUpdate(
  deps: Pick<IdentityDeps, 'db' | 'nc' | 'sessions' | 'outbox' | 'logger'>,
  { before, after, ended, events }: UserUpdate,
): Promise<void> {
  deps.sessions.invalidateUser(after.id);
  if (ended) announceEndedSessions(deps, ended);
  deps.outbox.offer(events);
  if (before.name !== after.name || before.userType !== after.userType || before.active !== after.active) {
    await announceUserChange(deps, { ...after, userType: after.userType as UserType });
  }
}
