import { type RoomEvent, toSocketEvent } from '@kcs/contracts';
import type { FanOut } from '../relay/redis-publisher.ts';
import type { OpenRooms } from '../sequencer/open-rooms.ts';
import { chatRoom } from '../sockets/room-names.ts';
import type { SocketRegistry } from '../sockets/socket-registry.ts';
import type { ChatSocket } from '../sockets/socket-state.ts';
import type { Departures } from './departures.ts';

export interface DeliverOptions {
  readonly fanOut: FanOut;
  readonly openRooms: OpenRooms;
  readonly registry: SocketRegistry;
  readonly departures: Departures;
  readonly onEvicted: (socket: ChatSocket, roomId: string) => void;
}

/**
 * What the sequencer releases, to the local sockets of the room. Whoever it removes gets it as the room's last event
 * and is out of the room when this returns: nothing numbered higher can reach them.
 */
export function deliver(event: RoomEvent, options: DeliverOptions): void {
  const { fanOut, openRooms, registry } = options;
  const { room_id: roomId } = event;
  if (!openRooms.hasSockets(roomId)) return;
  const [name, payload] = toSocketEvent(event);
  fanOut.toLocal([chatRoom(roomId)], name, payload);

  if (event.kind === 'members-changed') {
    const sockets = event.data.removed.flatMap((userId) => [...(registry.user(userId)?.sockets ?? [])]);
    evict(sockets, event, options);
  } else if (event.kind === 'room-deleted') {
    const inRoom = new Set(openRooms.socketIds(roomId));
    const sockets = [...registry.users()].flatMap(({ sockets: all }) => [...all]);
    evict(
      sockets.filter(({ id }) => inRoom.has(id)),
      event,
      options,
    );
  }
}

function evict(sockets: readonly ChatSocket[], event: RoomEvent, options: DeliverOptions): void {
  const room = chatRoom(event.room_id);
  for (const socket of sockets) {
    if (!socket.rooms.has(room)) continue;
    options.departures.note(event.room_id, socket.id, event.seq);
    socket.leave(room);
    options.onEvicted(socket, event.room_id);
  }
}
