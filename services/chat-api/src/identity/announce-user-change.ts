import { NOTICES, type UserType } from '@kcs/contracts';
import { publishNotice } from '@kcs/service-kit';
import { findRoomIdsToNotify } from './find-rooms-to-notify.ts';
import type { IdentityDeps } from './identity-deps.ts';

interface ChangedUser {
  readonly id: string;
  readonly name: string;
  readonly userType: UserType;
  readonly active: boolean;
}

/**
 * Announces to all services that a user's name, type, or state (active or deactivated) has changed. Call this function
 * after the commit. Gateways notify the user and the members of the user's most recently active rooms, except very
 * large rooms (AUTH-18). Even if the announcement is lost, member lists and room lists that are loaded later show the
 * change.
 */
export async function announceUserChange(
  { db, nc, sessions, logger }: Pick<IdentityDeps, 'db' | 'nc' | 'sessions' | 'logger'>,
  { id, name, userType, active }: ChangedUser,
): Promise<void> {
  sessions.invalidateUser(id);
  const roomIds = await findRoomIdsToNotify(db, id).catch((err) => {
    logger.warn(
      { err, userId: id },
      "Could not find a changed user's rooms. The members of these rooms will see the change later.",
    );
    return [];
  });
  publishNotice(nc, NOTICES.userChanged, {
    userId: id,
    name,
    userType,
    active,
    roomIds,
    timestamp: new Date().toISOString(),
  });
}
