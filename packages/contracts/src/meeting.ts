import Type from 'typebox';
import { MeetingId, RoomId, UserId } from './ids.ts';
import { Nullable, Timestamp } from './time.ts';

/** A meeting of a room (MEET-1). `ended_at` is null while the meeting is running. */
export const Meeting = Type.Object({
  id: MeetingId,
  room_id: RoomId,
  created_by: UserId,
  created_at: Timestamp,
  ended_at: Nullable(Timestamp),
});
export type Meeting = Type.Static<typeof Meeting>;

/**
 * A STUN or TURN server in the form that `RTCPeerConnection` takes (MEET-3). Only TURN servers have a user name and a
 * credential.
 */
export const IceServer = Type.Object({
  urls: Type.Array(Type.String()),
  username: Type.Optional(Type.String()),
  credential: Type.Optional(Type.String()),
});
export type IceServer = Type.Static<typeof IceServer>;

/**
 * Why a meeting ended: someone ended it, it had no participants for a while, or its room was deleted. Receivers accept
 * any text, because a newer version may have other reasons.
 */
export type MeetingEndReason = 'ended' | 'empty' | 'room-deleted';
