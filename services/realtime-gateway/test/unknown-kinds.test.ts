import { buildRoomSubject, ROOM_STREAM, type RoomEvent } from '@kcs/contracts';
import { eventually, TestSocket } from '@kcs/testkit';
import t from 'tap';
import { createRange } from './support/range.ts';
import { UNKNOWN_KIND } from './support/room-events.ts';
import { startTwoGateways } from './support/two-gateways.ts';

t.test('LOG-7: a gateway handles event kinds that only a newer chat-api knows', async (t) => {
  const { api, gateways } = await startTwoGateways(t);
  const jsm = await api.js.jetstreamManager();
  const streamSubjects = [...ROOM_STREAM.subjects, buildRoomSubject('*', UNKNOWN_KIND)];
  await jsm.streams.update(ROOM_STREAM.name, { subjects: streamSubjects });
  const ada = await api.user('Ada');
  const roomId = await api.room(ada);
  const appendPaintEvent = (color: string): RoomEvent => api.log.append(roomId, UNKNOWN_KIND, { color });
  const clients = await Promise.all(gateways.map(({ url }) => TestSocket.connect(t, url, ada)));
  for (const client of clients) await client.join([roomId]);

  await t.test(
    'events of an unknown kind reach the sockets of all gateways as room-event, in seq order',
    async (t) => {
      const events = createRange(1, 30).map((n) =>
        n % 3 === 0 ? appendPaintEvent(`blue ${n}`) : api.log.message(roomId, ada.id, `message ${n}`),
      );
      await Promise.all(events.reverse().map((event) => api.publish(event)));
      for (const client of clients) {
        await eventually('all events', () => client.seqs.length >= 30);
        t.same(client.seqs, createRange(2, 31));
        const receivedEvents = client.all('room-event');
        t.equal(receivedEvents.length, 10);
        const { created_at: timestamp } = api.log.room(roomId).events[3] as RoomEvent;
        t.same(receivedEvents[0], {
          seq: 4,
          kind: UNKNOWN_KIND,
          roomId,
          data: { color: 'blue 3' },
          timestamp,
        });
      }
      t.same(api.parked, []);
    },
  );

  await t.test('unpublished events of an unknown kind are fetched from the log', async (t) => {
    appendPaintEvent('red');
    await api.send(roomId, ada, 'after the gap');
    for (const client of clients) {
      await client.next('new-chat-message', ({ data }) => data.content === 'after the gap');
      t.same(client.seqs, createRange(2, 33));
    }
  });

  await t.test(
    'events of an unknown kind are included in the missed events in the answer to a join',
    async (t) => {
      const client = await TestSocket.connect(t, gateways[0].url, ada);
      const { missed } = await client.join([roomId], { [roomId]: 1 });
      t.same(missed[roomId].events, api.log.room(roomId).events.slice(1));
    },
  );

  await t.test('events of an unknown kind never change who may read a room', async (t) => {
    const removalData = { removed: [ada.id], roomId };
    await api.publish(api.log.append(roomId, UNKNOWN_KIND, removalData));
    await api.send(roomId, ada, 'still here');
    for (const client of clients) {
      await client.next('new-chat-message', ({ data }) => data.content === 'still here');
      t.same(client.seqs, createRange(2, 35));
    }
  });
});
