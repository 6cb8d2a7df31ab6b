import type { LocalSockets } from '../sockets/local-sockets.ts';
import { CONGESTED, chatRoom, userRoom } from '../sockets/room-names.ts';
import type { TypingUpdate } from './typing.ts';

/**
 * Emits a typing state to the local sockets of the room, except the typing user's (TYPE-4). Congested sockets may miss
 * a `true` but never a `false` (TYPE-3): clients without a timeout would otherwise show the indicator until they reload
 * (TRAP-32).
 */
export function showTyping(sockets: LocalSockets, update: TypingUpdate): void {
  const except = [userRoom(update.userId), ...(update.isTyping ? [CONGESTED] : [])];
  const payload = { ...update, timestamp: new Date().toISOString() };
  sockets.emit([chatRoom(update.roomId)], 'chat-user-typing', payload, except);
}
