import type { ChatRoomsJoined } from '@kcs/contracts';
import type { Departures } from '../delivery/departures.ts';
import type { JoinRooms } from '../sequencer/join-rooms.ts';
import type { Sequencer } from '../sequencer/sequencer.ts';
import { chatRoomName } from '../sockets/room-names.ts';
import type { Typing } from '../typing/typing.ts';
import type { Handlers } from './handler.ts';

export interface RoomHandlersOptions {
  readonly joinRooms: JoinRooms;
  readonly sequencer: Sequencer;
  readonly departures: Departures;
  readonly typing: Typing;
}

/** Handles `join-chat-rooms` and `leave-chat-room`. Each socket's joins and leaves run in order, one at a time. */
export function createRoomHandlers(
  options: RoomHandlersOptions,
): Pick<Handlers, 'join-chat-rooms' | 'leave-chat-room'> {
  const { joinRooms, sequencer, departures, typing } = options;
  return {
    'join-chat-rooms': ({ socket, payload, reply }) => {
      const enter = (answer: ChatRoomsJoined) => reply(answer);
      const turn = socket.data.roomsTurn.then(() =>
        joinRooms.join(socket, payload.roomIds, payload.since ?? {}, enter),
      );
      socket.data.roomsTurn = turn.catch(() => {});
      return turn;
    },
    'leave-chat-room': ({ socket, payload: { roomId }, reply }) => {
      const turn = socket.data.roomsTurn.then(() => {
        if (socket.rooms.has(chatRoomName(roomId))) {
          departures.record(roomId, socket.id, sequencer.position(roomId) ?? 0);
          socket.leave(chatRoomName(roomId));
        }
        typing.left(socket.id, roomId, socket.data.user.id);
        reply({ success: true, roomId });
      });
      socket.data.roomsTurn = turn.catch(() => {});
      return turn;
    },
  };
}
