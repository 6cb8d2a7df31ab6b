import type { RoomTracking } from './room-tracking.ts';

/**
 * Returns whether the user has left a room since the request was sent. If so, the response may still contain that room,
 * so the caller must send the request again.
 */
export const hasLeftRoomSince = (requested: RoomTracking, now: RoomTracking): boolean =>
  now.leaves !== requested.leaves;

/**
 * Returns whether, since the request was sent, the server has stored the user's read cursor for a room that the client
 * did not know. If so, the response may contain that room with an older cursor, so the caller must send the request
 * again.
 */
export const hasSeenUnknownRoomSince = (requested: RoomTracking, now: RoomTracking): boolean =>
  now.unknownRoomsSeen !== requested.unknownRoomsSeen;

/**
 * Returns whether the client has requested the room list again since it sent this request. If so, the response to this
 * request must be dropped.
 */
export const isListRequestSuperseded = (requested: RoomTracking, now: RoomTracking): boolean =>
  now.listRequests !== requested.listRequests;

/**
 * Returns whether the room has been added since the request was sent. If so, the room may still exist even though the
 * response does not contain it.
 */
export const wasRoomAddedSince = (requested: RoomTracking, now: RoomTracking, roomId: string): boolean =>
  now.arrivals[roomId] !== requested.arrivals[roomId];
