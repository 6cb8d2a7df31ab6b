import type { RoomEvent } from '@kcs/contracts';
import t from 'tap';
import { RoomDelivery, type RoomDeliveryOptions } from '../../src/delivery/room-delivery.ts';
import { createMembersChangedEvent, createRoomEvent, UNKNOWN_EVENT_KIND } from '../support/room-events.ts';
import { silentLogger } from '../support/silent-logger.ts';

/** Starts `RoomDelivery` for a room with one of Ada's sockets and one of Bob's. Records the calls on both sockets. */
function startRoomDelivery(emit: (event: string) => void = () => {}) {
  const deliveryCalls: string[] = [];
  const createSocketStandIn = (id: string) => ({
    id,
    rooms: new Set(['room:r']),
    leave: () => deliveryCalls.push(`${id} leaves`),
  });
  const usersById = new Map([
    ['ada', { sockets: new Set([createSocketStandIn('ada-1')]) }],
    ['bob', { sockets: new Set([createSocketStandIn('bob-1'), createSocketStandIn('bob-2')]) }],
  ]);
  const roomDelivery = new RoomDelivery({
    sockets: {
      hasSockets: () => true,
      idsIn: () => ['ada-1', 'bob-1'],
      flushRoomEvents: () => deliveryCalls.push('flush'),
      emitRoomEvent: (_roomId: string, event: string) => {
        emit(event);
        deliveryCalls.push(event);
      },
    },
    registry: { user: (id: string) => usersById.get(id), users: () => usersById.values() },
    departures: {
      record: (_room: string, id: string, seq: number) => deliveryCalls.push(`${id} had ${seq}`),
    },
    logger: silentLogger,
    onEvicted: ({ id }: { id: string }) => deliveryCalls.push(`${id} evicted`),
    onReleased: ({ seq }: RoomEvent) => deliveryCalls.push(`released ${seq}`),
  } as unknown as RoomDeliveryOptions);
  return { deliveryCalls, delivery: roomDelivery };
}

t.test('a removed user’s sockets get the removal and then leave the room', async (t) => {
  const { deliveryCalls, delivery } = startRoomDelivery();
  delivery.deliver(createMembersChangedEvent(7, [], ['ada', 'elsewhere']));
  t.same(deliveryCalls, [
    'released 7',
    'room-members-changed',
    'flush',
    'ada-1 had 7',
    'ada-1 leaves',
    'ada-1 evicted',
  ]);
});

t.test('all sockets leave a deleted room', async (t) => {
  const { deliveryCalls, delivery } = startRoomDelivery();
  delivery.deliver(createRoomEvent(7, 'room-deleted'));
  t.same(
    deliveryCalls.filter((call) => call.endsWith('evicted')),
    ['ada-1 evicted', 'bob-1 evicted'],
  );
});

t.test('LOG-7: an event of an unknown kind is delivered as room-event and evicts nobody', async (t) => {
  const { deliveryCalls, delivery } = startRoomDelivery();
  delivery.deliver(createRoomEvent(7, UNKNOWN_EVENT_KIND, { removed: ['ada'] }));
  t.same(deliveryCalls, ['released 7', 'room-event']);
});

t.test('a failed delivery is logged and does not stop later events', async (t) => {
  const { deliveryCalls, delivery } = startRoomDelivery(() => {
    throw new Error('broken');
  });
  delivery.deliver(createRoomEvent(7));
  delivery.deliver(createRoomEvent(8));
  t.same(deliveryCalls, ['released 7', 'released 8']);
});
