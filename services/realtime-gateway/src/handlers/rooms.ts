import type { ChatRoomsJoined } from '@kcs/contracts';
import type { RoomDepartures } from '../delivery/departures.ts';
import type { RoomJoiner } from '../sequencer/join-rooms.ts';
import type { Sequencer } from '../sequencer/sequencer.ts';
import type { LocalSockets } from '../sockets/local-sockets.ts';
import { toChatRoomName } from '../sockets/room-names.ts';
import type { TypingStates } from '../typing/typing.ts';
import type { ClientEventHandlers } from './handler.ts';
import { runAfterEarlierJoinsAndLeaves } from './in-order.ts';

export interface RoomHandlersOptions {
  readonly joinRooms: RoomJoiner;
  readonly sequencer: Sequencer;
  readonly departures: RoomDepartures;
  readonly typing: TypingStates;
  readonly sockets: Pick<LocalSockets, 'flushRoomEvents'>;
}

/**
 * Handles `join-chat-rooms` and `leave-chat-room`. A socket's joins and leaves run one at a time, in the order in which
 * they arrive.
 */
export function createRoomHandlers(
  options: RoomHandlersOptions,
): Pick<ClientEventHandlers, 'join-chat-rooms' | 'leave-chat-room'> {
  const { joinRooms, sequencer, departures, typing, sockets } = options;
  return {
    'join-chat-rooms': ({ socket, payload, reply }) => {
      const sendAnswer = (answer: ChatRoomsJoined) => {
        // A socket that was already in a room must get the room's earlier events before the answer, so write them
        // first.
        for (const roomId of answer.rooms) sockets.flushRoomEvents(roomId);
        reply(answer);
      };
      return runAfterEarlierJoinsAndLeaves(socket, () =>
        joinRooms.join(socket, payload.roomIds, payload.since ?? {}, sendAnswer),
      );
    },
    'leave-chat-room': ({ socket, payload: { roomId }, reply }) =>
      runAfterEarlierJoinsAndLeaves(socket, async () => {
        if (socket.rooms.has(toChatRoomName(roomId))) {
          sockets.flushRoomEvents(roomId);
          departures.record(roomId, socket.id, sequencer.position(roomId) ?? 0);
          socket.leave(toChatRoomName(roomId));
        }
        typing.left(socket.id, roomId, socket.data.user.id);
        reply({ success: true, roomId });
      }),
  };
}
