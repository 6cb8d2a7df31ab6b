import type { LocalSockets } from '../sockets/local-sockets.ts';
import { CONGESTED_SOCKETS_ROOM_NAME, toChatRoomName, toUserRoomName } from '../sockets/room-names.ts';
import type { TypingUpdate } from './typing-update.ts';

/**
 * Emits a typing state to the room's local sockets, except those of the typing user (TYPE-4). Congested sockets may
 * miss a typing `true` but never a typing `false` (TYPE-3). Without the `false`, some clients would show the user as
 * typing until they reload (TRAP-32).
 */
export function emitTypingToRoom(sockets: LocalSockets, update: TypingUpdate): void {
  const excludedRoomNames = [
    toUserRoomName(update.userId),
    ...(update.isTyping ? [CONGESTED_SOCKETS_ROOM_NAME] : []),
  ];
  const typingPayload = { ...update, timestamp: new Date().toISOString() };
  sockets.emit([toChatRoomName(update.roomId)], 'chat-user-typing', typingPayload, excludedRoomNames);
}
