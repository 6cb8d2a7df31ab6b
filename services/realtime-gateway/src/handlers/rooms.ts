import { ChatError, type ChatRoomsJoined } from '@kcs/contracts';
import type { Departures } from '../delivery/departures.ts';
import type { JoinRooms } from '../sequencer/join-rooms.ts';
import type { Sequencer } from '../sequencer/sequencer.ts';
import { toChatRoomName } from '../sockets/room-names.ts';
import type { ChatSocket } from '../sockets/socket-state.ts';
import type { Typing } from '../typing/typing.ts';
import type { Handlers } from './handler.ts';

export interface RoomHandlersOptions {
  readonly joinRooms: JoinRooms;
  readonly sequencer: Sequencer;
  readonly departures: Departures;
  readonly typing: Typing;
}

/** Maximum number of one socket's joins and leaves that are running or waiting. */
const MAX_JOINS_AND_LEAVES = 100;

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

/**
 * Runs `work` after the socket's earlier joins and leaves. Skips `work` if the socket has disconnected by then. Throws
 * `RATE_LIMITED` if too many joins and leaves are waiting.
 */
async function runInOrder(socket: ChatSocket, work: () => Promise<void>): Promise<void> {
  const { data } = socket;
  if (data.roomsTurns >= MAX_JOINS_AND_LEAVES) {
    throw new ChatError(
      'RATE_LIMITED',
      'Too many joins and leaves are waiting. Wait for their answers, then try again.',
    );
  }
  data.roomsTurns += 1;
  const workResult = data.roomsTurn
    .then(() => (socket.connected ? work() : undefined))
    .finally(() => {
      data.roomsTurns -= 1;
    });
  data.roomsTurn = workResult.catch(() => {});
  return workResult;
}
