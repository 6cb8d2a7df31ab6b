import Type from 'typebox';
import { UserId } from './ids.ts';
import { Nullable, Timestamp } from './time.ts';

export const UserType = Type.Union([
  Type.Literal('Admin'),
  Type.Literal('Teacher'),
  Type.Literal('Student'),
  Type.Literal('Parent'),
  Type.Literal('Staff'),
]);
export type UserType = Type.Static<typeof UserType>;

/** What a user may choose. */
export const PresenceStatus = Type.Union([
  Type.Literal('online'),
  Type.Literal('away'),
  Type.Literal('busy'),
]);
export type PresenceStatus = Type.Static<typeof PresenceStatus>;

/** What others see. */
export const VisibleStatus = Type.Union([PresenceStatus, Type.Literal('offline')]);
export type VisibleStatus = Type.Static<typeof VisibleStatus>;

/** Whether a person is there, counted over all sockets and replicas. `lastSeen` is null while never seen. */
export const Presence = Type.Object({
  userId: UserId,
  isOnline: Type.Boolean(),
  status: VisibleStatus,
  lastSeen: Nullable(Timestamp),
});
export type Presence = Type.Static<typeof Presence>;
