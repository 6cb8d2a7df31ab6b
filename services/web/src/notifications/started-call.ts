import { type ChatState, getRoomTitle } from '@kcs/chat-client';
import { type ChatNotification, getNotificationLevel } from '@kcs/contracts';
import { isolateDirection } from '../ui/bidi-text.ts';

/** A call that another person has started in one of the user's rooms. */
export interface StartedCall {
  readonly roomId: string;
  /** The title of the room, as the room list shows it. */
  readonly roomTitle: string;
  /** A text such as "Ben started a call in “Class 7b”." In a direct room, the text leaves out the room. */
  readonly text: string;
}

/**
 * Returns the call that a notification of the type `meeting_started` announces (MEET-1). Returns undefined for other
 * notifications, for calls that the user has started, and for calls in rooms with the notification level `none`.
 */
export function readStartedCall(
  { type, data }: ChatNotification,
  { me, rooms }: Pick<ChatState, 'me' | 'rooms'>,
): StartedCall | undefined {
  const { roomId, roomName, startedBy, starterName } = data;
  if (type !== 'meeting_started' || typeof roomId !== 'string' || startedBy === me.id) return undefined;
  const room = rooms[roomId]?.summary;
  if (room !== undefined && getNotificationLevel(room) === 'none') return undefined;
  const roomTitle = room === undefined ? String(roomName) : getRoomTitle(room);
  const startText = `${isolateDirection(String(starterName))} started a call`;
  return {
    roomId,
    roomTitle,
    text:
      room?.room_type === 'direct' ? `${startText}.` : `${startText} in “${isolateDirection(roomTitle)}”.`,
  };
}
