import type { ChatRoomsJoined } from '@kcs/contracts';
import type { Departures } from '../delivery/departures.ts';
import type { JoinRooms } from '../sequencer/join-rooms.ts';
import type { Sequencer } from '../sequencer/sequencer.ts';
import { toChatRoomName } from '../sockets/room-names.ts';
import type { Typing } from '../typing/typing.ts';
import type { Handlers } from './handler.ts';
import { runInOrder } from './in-order.ts';

export interface RoomHandlersOptions {
  readonly joinRooms: JoinRooms;
  readonly sequencer: Sequencer;
  readonly departures: Departures;
  readonly typing: Typing;
}

/**
 * Handles `join-chat-rooms` and `leave-chat-room`. A socket's joins and leaves run one at a time, in the order in which
 * they arrive.
 */
export function createRoomHandlers(
  options: RoomHandlersOptions,
): Pick<Handlers, 'join-chat-rooms' | 'leave-chat-room'> {
  const { joinRooms, sequencer, departures, typing } = options;
  return {
    'join-chat-rooms': ({ socket, payload, reply }) => {
      const sendAnswer = (answer: ChatRoomsJoined) => reply(answer);
      return runInOrder(socket, () =>
        joinRooms.join(socket, payload.roomIds, payload.since ?? {}, sendAnswer),
      );
    },
    'leave-chat-room': ({ socket, payload: { roomId }, reply }) =>
      runInOrder(socket, async () => {
        if (socket.rooms.has(toChatRoomName(roomId))) {
          departures.record(roomId, socket.id, sequencer.position(roomId) ?? 0);
          socket.leave(toChatRoomName(roomId));
        }
        typing.left(socket.id, roomId, socket.data.user.id);
        reply({ success: true, roomId });
      }),
  };
}
