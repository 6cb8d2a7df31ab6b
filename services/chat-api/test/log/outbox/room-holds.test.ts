import { createLogger } from '@kcs/service-kit';
import t from 'tap';
import { RoomHolds } from '../../../src/log/outbox/room-holds.ts';
import type { StoredEvent } from '../../../src/log/stored-event.ts';

const createStoredEvent = (roomId: string, kind = 'room-painted'): StoredEvent => ({
  roomId,
  seq: 2,
  kind,
  data: '{}',
  createdAt: '2026-01-01T00:00:00.000Z',
});

function createRoomHoldsFixture() {
  const loggedEventKinds: string[] = [];
  const logger = createLogger({ service: 'chat-api', instanceId: 'test', level: 'silent' });
  logger.error = (({ kind }: { kind: string }) => loggedEventKinds.push(kind)) as never;
  return { holds: new RoomHolds(logger), loggedKinds: loggedEventKinds };
}

t.test('a held room is released after 5 minutes or when the stream’s subjects change', async (t) => {
  const { holds } = createRoomHoldsFixture();
  holds.hold(createStoredEvent('one'), 'no-subject', 0);
  holds.hold(createStoredEvent('two'), 'no-subject', 60_000);
  t.same(holds.listHeldRooms(299_999), ['one', 'two']);
  t.same(holds.listHeldRooms(300_000), ['two']);
  t.equal(holds.size, 1);
  holds.release();
  t.same(holds.listHeldRooms(60_000), []);
});

t.test('a held event kind is logged once for each reason, and again after a release', async (t) => {
  const { holds, loggedKinds } = createRoomHoldsFixture();
  for (const roomId of ['one', 'two', 'one']) holds.hold(createStoredEvent(roomId), 'no-subject');
  holds.hold(createStoredEvent('three', 'room-moved'), 'no-subject');
  holds.hold(createStoredEvent('four', 'room-moved'), 'subject-full');
  t.same(loggedKinds, ['room-painted', 'room-moved', 'room-moved']);
  holds.release();
  holds.hold(createStoredEvent('one'), 'no-subject');
  t.same(loggedKinds, ['room-painted', 'room-moved', 'room-moved', 'room-painted']);
});
