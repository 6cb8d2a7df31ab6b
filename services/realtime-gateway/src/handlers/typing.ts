import type { DeliveryGate } from '../health/delivery-gate.ts';
import type { MembershipAuthority } from '../membership/membership-authority.ts';
import { chatRoomName } from '../sockets/room-names.ts';
import type { Typing } from '../typing/typing.ts';
import type { Handlers } from './handler.ts';

export interface TypingHandlersOptions {
  readonly gate: Pick<DeliveryGate, 'assertFresh'>;
  readonly typing: Typing;
  readonly authority: MembershipAuthority;
}

/**
 * Handles `chat-typing` (SOCK-9). A socket that has joined the room needs no membership check, because a removal would
 * have evicted it. For other sockets, chat-api checks membership.
 */
export function createTypingHandlers(options: TypingHandlersOptions): Pick<Handlers, 'chat-typing'> {
  const { gate, typing, authority } = options;
  return {
    'chat-typing': async ({ socket, payload: { roomId, isTyping } }) => {
      gate.assertFresh();
      const { user } = socket.data;
      if (!socket.rooms.has(chatRoomName(roomId))) await authority.assertMember(user.id, roomId);
      typing.update(socket.id, { roomId, userId: user.id, userName: user.name, isTyping });
      // The socket may have disconnected during the membership check.
      if (!socket.connected) typing.left(socket.id, roomId, user.id);
    },
  };
}
