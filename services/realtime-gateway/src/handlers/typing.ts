import type { DeliveryGate } from '../health/delivery-gate.ts';
import type { MembershipAuthority } from '../membership/membership-authority.ts';
import type { RestrictedRooms } from '../membership/restricted-rooms.ts';
import { toChatRoomName } from '../sockets/room-names.ts';
import type { ChatSocket } from '../sockets/socket-state.ts';
import type { TypingStates } from '../typing/typing.ts';
import type { ClientEventHandlers } from './handler.ts';

export interface TypingHandlersOptions {
  readonly gate: Pick<DeliveryGate, 'assertFresh'>;
  readonly typing: TypingStates;
  readonly authority: Pick<MembershipAuthority, 'assertMayPost'>;
  readonly restrictedRooms: Pick<RestrictedRooms, 'has'>;
}

/**
 * Handles `chat-typing` (SOCK-9, TYPE-7). A typing `true` needs a check by chat-api if the socket has not joined the room,
 * or if not all members may send messages there. Other sockets need no check, because a removed user's sockets leave the
 * room. A typing `false` needs no check, because it can only end the same socket's typing `true`.
 */
export function createTypingHandlers(
  options: TypingHandlersOptions,
): Pick<ClientEventHandlers, 'chat-typing'> {
  const { gate, typing, authority, restrictedRooms } = options;
  const startTyping = async (socket: ChatSocket, roomId: string) => {
    const { user } = socket.data;
    gate.assertFresh();
    if (!socket.rooms.has(toChatRoomName(roomId)) || restrictedRooms.has(roomId)) {
      socket.data.typingChecks ??= new Set();
      const { typingChecks } = socket.data;
      typingChecks.add(roomId);
      await authority.assertMayPost(user.id, roomId).catch((error) => {
        typingChecks.delete(roomId);
        throw error;
      });
      // During the check, the socket may have disconnected, or the user may have stopped typing.
      if (!typingChecks.delete(roomId) || !socket.connected) return;
    }
    typing.update(socket.id, { roomId, userId: user.id, userName: user.name, isTyping: true });
  };
  const endTyping = (socket: ChatSocket, roomId: string) => {
    const { user, typingChecks } = socket.data;
    typingChecks?.delete(roomId);
    typing.left(socket.id, roomId, user.id);
  };
  return {
    'chat-typing': ({ socket, payload: { roomId, isTyping } }) =>
      isTyping ? startTyping(socket, roomId) : endTyping(socket, roomId),
  };
}

/** Whether the socket is typing in the room, or will be typing there once chat-api has confirmed the membership. */
export const isTypingIn = (
  typing: Pick<TypingStates, 'isTyping'>,
  { id, data }: ChatSocket,
  roomId: string,
): boolean => data.typingChecks?.has(roomId) === true || typing.isTyping(id, roomId, data.user.id);
