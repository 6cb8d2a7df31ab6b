import { buildRoomSubject, ROOM_STREAM, type RoomEvent } from '@kcs/contracts';
import { eventually, TestSocket } from '@kcs/testkit';
import t from 'tap';
import { createIntegerRange } from './support/range.ts';
import { UNKNOWN_EVENT_KIND } from './support/room-events.ts';
import { startTwoGateways } from './support/two-gateways.ts';

t.test('LOG-7: a gateway handles event kinds that only a newer chat-api knows', async (t) => {
  const { api, gateways } = await startTwoGateways(t);
  const streamManager = await api.js.jetstreamManager();
  const streamSubjects = [...ROOM_STREAM.subjects, buildRoomSubject('*', UNKNOWN_EVENT_KIND)];
  await streamManager.streams.update(ROOM_STREAM.name, { subjects: streamSubjects });
  const ada = await api.user('Ada');
  const roomId = await api.room(ada);
  const appendPaintEvent = (color: string): RoomEvent =>
    api.log.append(roomId, UNKNOWN_EVENT_KIND, { color });
  const clients = await Promise.all(gateways.map(({ url }) => TestSocket.connect(t, url, ada)));
  for (const joiningSocket of clients) await joiningSocket.join([roomId]);

  await t.test(
    'events of an unknown kind reach the sockets of all gateways as room-event, in seq order',
    async (t) => {
      const publishedEvents = createIntegerRange(1, 30).map((n) =>
        n % 3 === 0 ? appendPaintEvent(`blue ${n}`) : api.log.message(roomId, ada.id, `message ${n}`),
      );
      await Promise.all(publishedEvents.reverse().map((event) => api.publish(event)));
      for (const joiningSocket of clients) {
        await eventually('all events', () => joiningSocket.seqs.length >= 30);
        t.same(joiningSocket.seqs, createIntegerRange(2, 31));
        const receivedEvents = joiningSocket.all('room-event');
        t.equal(receivedEvents.length, 10);
        const { created_at: timestamp } = api.log.room(roomId).events[3] as RoomEvent;
        t.same(receivedEvents[0], {
          seq: 4,
          kind: UNKNOWN_EVENT_KIND,
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
    for (const joiningSocket of clients) {
      await joiningSocket.next('new-chat-message', ({ data }) => data.content === 'after the gap');
      t.same(joiningSocket.seqs, createIntegerRange(2, 33));
    }
  });

  await t.test(
    'events of an unknown kind are included in the missed events in the answer to a join',
    async (t) => {
      const joiningSocket = await TestSocket.connect(t, gateways[0].url, ada);
      const { missed } = await joiningSocket.join([roomId], { [roomId]: 1 });
      t.same(missed[roomId].events, api.log.room(roomId).events.slice(1));
    },
  );

  await t.test('events of an unknown kind never change who may read a room', async (t) => {
    const removalData = { removed: [ada.id], roomId };
    await api.publish(api.log.append(roomId, UNKNOWN_EVENT_KIND, removalData));
    await api.send(roomId, ada, 'still here');
    for (const joiningSocket of clients) {
      await joiningSocket.next('new-chat-message', ({ data }) => data.content === 'still here');
      t.same(joiningSocket.seqs, createIntegerRange(2, 35));
    }
  });
});
