import t, { type Test } from 'tap';
import { connect } from '../support/plain-client.ts';
import { until } from '../support/until.ts';
import { startWorld } from '../support/world.ts';

const range = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, at) => from + at);

t.test('what is missing is found and fetched without the client’s help', async (t) => {
  const { api, gateways } = await startWorld(t);
  const [ada, bob] = [await api.user('Ada'), await api.user('Bob')];
  const roomId = await api.room(ada, bob);
  const clients = [await connect(t, gateways[0].url, ada), await connect(t, gateways[1].url, bob)];
  for (const client of clients) await client.join([roomId]);
  const head = () => api.log.room(roomId).events.length;
  const allHave = (ms?: number) =>
    until('everybody has all', () => clients.every((client) => client.seqs().at(-1) === head()), ms);
  const inOrder = (t: Test) => {
    for (const client of clients) t.same(client.seqs(), range(2, head()));
  };

  t.test('a lost tail is found by the sweep', async (t) => {
    for (const text of ['one', 'two', 'three']) api.log.message(roomId, ada.id, text);
    await allHave();
    inOrder(t);
    t.ok((await gateways[0].metric('sweep_repairs_total')) > 0);
  });

  t.test('a gap is fetched when a later event shows it', async (t) => {
    const before = await gateways[0].metric('gap_fetches_total');
    api.log.message(roomId, ada.id, 'lost');
    await api.send(roomId, ada, 'shows it');
    await allHave(3_000);
    inOrder(t);
    t.ok((await gateways[0].metric('gap_fetches_total')) > before);
  });

  t.test('poison is parked with its reason and stops nothing', async (t) => {
    const bad = ['not json', '{}', JSON.stringify({ version: 2, room_id: roomId, seq: 1 })];
    for (const text of bad) await api.js.publish(`chat.room.${roomId}.message-created`, text);
    const foreign = { version: 1, ...api.log.room(roomId).events[0] };
    await api.js.publish(`chat.room.${roomId}.message-created`, JSON.stringify(foreign));
    await api.send(roomId, ada, 'goes on');
    await allHave();
    inOrder(t);
    await until('four letters', () => api.parked.length === 4);
    for (const letter of api.parked) t.match(letter, { reason: /./, subject: /^chat\.room\./, source: /./ });
  });

  t.test('an event far ahead of the log holds nothing up for long', async (t) => {
    const forged = { ...api.log.message(roomId, ada.id, 'real'), seq: 100_000 };
    await api.publish(forged);
    await api.send(roomId, ada, 'after it');
    await allHave();
    await until('it is forgotten', async () => (await gateways[0].metric('events_held')) === 0);
    inOrder(t);
  });

  t.test('a log that cannot be repaired from: the sockets are told to load afresh', async (t) => {
    // Another log, shorter than what was followed: as after a restore from a backup.
    const { events } = api.log.room(roomId);
    const position = events.length;
    events.length = 2;
    for (const { gateway } of gateways) gateway.interrupted('slow-consumer');
    for (const client of clients) {
      t.same(await client.next('chat-resync'), { rooms: { [roomId]: 2 } });
      client.received.length = 0;
    }
    await api.publish(api.log.message(roomId, ada.id, 'a new life'), 'new id');
    for (const client of clients) await client.next('new-chat-message', ({ seq }) => seq === 3);
    t.ok(position > 3);
  });
});
