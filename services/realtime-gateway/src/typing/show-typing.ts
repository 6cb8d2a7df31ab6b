import type { FanOut } from '../relay/redis-publisher.ts';
import { CONGESTED, chatRoom, userRoom } from '../sockets/room-names.ts';
import type { TypingUpdate } from './typing-update.ts';

/**
 * Tells the local sockets of the room, but not the typing user's. A `true` may be shed; a `false` never is, since
 * without it an indicator stands for ever in clients that have no time-out of their own.
 */
export function showTyping(fanOut: FanOut, update: TypingUpdate): void {
  const except = [userRoom(update.userId), ...(update.isTyping ? [CONGESTED] : [])];
  const payload = { ...update, timestamp: new Date().toISOString() };
  fanOut.toLocal([chatRoom(update.roomId)], 'chat-user-typing', payload, except);
}
