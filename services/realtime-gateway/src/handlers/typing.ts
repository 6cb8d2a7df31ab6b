import type { Authority } from '../membership/membership-authority.ts';
import { chatRoom } from '../sockets/room-names.ts';
import type { Typing } from '../typing/typing.ts';
import type { Handlers } from './handler.ts';

export interface TypingHandlersOptions {
  readonly typing: Typing;
  readonly authority: Authority;
}

/** A socket that joined is authorised by being in the room, where a removal ends it; another one is asked for. */
export function typingHandlers({ typing, authority }: TypingHandlersOptions): Pick<Handlers, 'chat-typing'> {
  return {
    'chat-typing': async ({ socket, payload: { roomId, isTyping } }) => {
      authority.mustBeFresh();
      const { user } = socket.data;
      if (!socket.rooms.has(chatRoom(roomId))) await authority.mustBeMember(user.id, roomId);
      typing.said(socket.id, { roomId, userId: user.id, userName: user.name, isTyping });
      if (!socket.connected) typing.left(socket.id, roomId, user.id);
    },
  };
}
