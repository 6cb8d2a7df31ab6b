import Type from 'typebox';
import { UserId } from './ids.ts';
import { allowNewerValues } from './newer-values.ts';
import { Nullable, Timestamp } from './time.ts';

/** The types of user accounts (AUTH-9). */
export const UserType = Type.Union([
  Type.Literal('Admin'),
  Type.Literal('Teacher'),
  Type.Literal('Student'),
  Type.Literal('Parent'),
  Type.Literal('Staff'),
]);
export type UserType = Type.Static<typeof UserType>;
/** The type of an existing user, including types that only a newer version knows. */
export const AnyUserType = allowNewerValues(UserType);

/** A status that users can choose for themselves. */
export const PresenceStatus = Type.Union([
  Type.Literal('online'),
  Type.Literal('away'),
  Type.Literal('busy'),
]);
export type PresenceStatus = Type.Static<typeof PresenceStatus>;

/** The status that other users see: the status that the user has chosen, or `offline`. */
export const VisibleStatus = Type.Union([...PresenceStatus.anyOf, Type.Literal('offline')]);
export type VisibleStatus = Type.Static<typeof VisibleStatus>;
/** The current status of a user, including statuses that only a newer version knows. */
export const AnyVisibleStatus = allowNewerValues(VisibleStatus);

/**
 * A user's presence. A user is online while any of the user's sockets is connected to any gateway, and for a grace
 * period after the last socket closes. `lastSeen` is null if the user was never online.
 */
export const Presence = Type.Object({
  userId: UserId,
  isOnline: Type.Boolean(),
  status: AnyVisibleStatus,
  lastSeen: Nullable(Timestamp),
});
export type Presence = Type.Static<typeof Presence>;
