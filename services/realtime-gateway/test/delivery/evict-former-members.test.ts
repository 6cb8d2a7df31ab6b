import { EventEmitter } from 'node:events';
import t from 'tap';
import { evictFormerMembers } from '../../src/delivery/evict-former-members.ts';
import { RoomDelivery } from '../../src/delivery/room-delivery.ts';
import { LocalSockets } from '../../src/sockets/local-sockets.ts';
import { createRoomEvent } from '../support/room-events.ts';
import { silentLogger } from '../support/silent-logger.ts';

/** More sockets than the number from which a room's events are written in bursts. */
const SOCKET_COUNT = 120;

/** Starts delivery to a large room in which each user has one socket. Records the events of each socket by its id. */
function startLargeRoom() {
  const rooms = new Map<string, Set<string>>([['room:r', new Set()]]);
  const eventsBySocketId = new Map<string, string[]>();
  const sockets = Array.from({ length: SOCKET_COUNT }, (_, n) => {
    const id = `socket-${n}`;
    const events: string[] = [];
    eventsBySocketId.set(id, events);
    rooms.get('room:r')?.add(id);
    rooms.set(id, new Set([id]));
    return {
      id,
      rooms: new Set(['room:r']),
      data: { user: { id: `user-${n}` } },
      leave: () => rooms.get('room:r')?.delete(id),
      conn: {
        readyState: 'open',
        transport: { name: 'polling' },
        writeBuffer: [],
        write: (packet: string) => events.push(JSON.parse(packet.slice(1))[0]),
      },
    };
  });
  const namespace = {
    adapter: Object.assign(new EventEmitter(), { rooms }),
    sockets: new Map(sockets.map((socket) => [socket.id, socket])),
  };
  const localSockets = new LocalSockets({
    namespace: namespace as never,
    batchWrites: () => {},
    logger: { error: () => {} } as never,
  });
  const registry = {
    users: () => sockets.map((socket) => ({ sockets: new Set([socket]) })),
    user: () => undefined,
  } as never;
  const delivery = new RoomDelivery({
    sockets: localSockets,
    registry,
    departures: { record: () => {} } as never,
    logger: silentLogger,
    onEvicted: () => {},
    onReleased: () => {},
  });
  return { localSockets, registry, delivery, eventsBySocketId };
}

t.test('chat-resync is the last event that a former member gets from a large room', async (t) => {
  const { localSockets, registry, delivery, eventsBySocketId } = startLargeRoom();
  for (const seq of [2, 3]) delivery.deliver(createRoomEvent(seq, 'room-updated'));
  await evictFormerMembers(
    {
      registry,
      sockets: localSockets,
      delivery,
      authority: {
        findJoinedSeqs: async (_roomId, userIds) =>
          new Map(userIds.filter((id) => id !== 'user-7').map((id) => [id, 1])),
      },
    },
    'r',
    9,
  );
  delivery.deliver(createRoomEvent(10, 'room-updated'));
  localSockets.flushRoomEvents('r');
  const [name] = eventsBySocketId.get('socket-1') ?? [];
  t.same(eventsBySocketId.get('socket-7'), [name, name, 'chat-resync']);
  t.same(eventsBySocketId.get('socket-1'), [name, name, name]);
});
