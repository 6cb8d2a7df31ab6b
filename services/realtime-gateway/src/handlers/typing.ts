import type { DeliveryGate } from '../health/delivery-gate.ts';
import type { MembershipAuthority } from '../membership/membership-authority.ts';
import { toChatRoomName } from '../sockets/room-names.ts';
import type { ChatSocket } from '../sockets/socket-state.ts';
import type { TypingStates } from '../typing/typing.ts';
import type { ClientEventHandlers } from './handler.ts';

export interface TypingHandlersOptions {
  readonly gate: Pick<DeliveryGate, 'assertFresh'>;
  readonly typing: TypingStates;
  readonly authority: MembershipAuthority;
}

/**
 * Handles `chat-typing` (SOCK-9). A typing `true` from a socket that has not joined the room needs a membership check
 * by chat-api. A socket that has joined needs no check, because a removed user's sockets leave the room. A typing
 * `false` needs no check, because it can only end the same socket's typing `true`.
 */
export function createTypingHandlers(
  options: TypingHandlersOptions,
): Pick<ClientEventHandlers, 'chat-typing'> {
  const { gate, typing, authority } = options;
  const startTyping = async (socket: ChatSocket, roomId: string) => {
    const { user } = socket.data;
    gate.assertFresh();
    if (!socket.rooms.has(toChatRoomName(roomId))) {
      socket.data.typingChecks ??= new Set();
      const { typingChecks } = socket.data;
      typingChecks.add(roomId);
      const membershipCheck = authority.assertMember(user.id, roomId);
      await membershipCheck.catch((error) => {
        typingChecks.delete(roomId);
        throw error;
      });
      // During the membership check, the socket may have disconnected, or the user may have stopped typing.
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
