import { eventually, TestSocket } from '@kcs/testkit';
import t from 'tap';
import { createIntegerRange } from './support/range.ts';
import { startTwoGateways } from './support/two-gateways.ts';

t.test('ORD-1: on both gateways, every default client gets each event once and in order', async (t) => {
  const { api, gateways } = await startTwoGateways(t);
  const [ada, bob] = [await api.user('Ada'), await api.user('Bob')];
  const roomId = await api.room(ada, bob);
  const clients = await Promise.all([
    TestSocket.connect(t, gateways[0].url, ada),
    TestSocket.connect(t, gateways[1].url, bob),
    TestSocket.connect(t, gateways[1].url, ada),
  ]);
  for (const client of clients) {
    const { heads } = await client.join([roomId]);
    t.equal(heads[roomId], 1);
  }

  const messageEvents = createIntegerRange(1, 300).map((at) =>
    api.log.message(roomId, ada.id, `message ${at}`),
  );
  // Swap neighboring events, delay one event, and publish some events twice with different message ids.
  const delayedEvents = messageEvents.splice(100, 1);
  for (let at = 0; at + 1 < messageEvents.length; at += 7)
    messageEvents.splice(at, 2, messageEvents[at + 1] as never, messageEvents[at] as never);
  await Promise.all(messageEvents.map((event) => api.publish(event)));
  await Promise.all(messageEvents.slice(20, 60).map((event) => api.publish(event, `again ${event.seq}`)));
  await Promise.all(delayedEvents.map((event) => api.publish(event)));

  for (const client of clients) await eventually('all events', () => client.seqs.length >= 300);
  await api.send(roomId, bob, 'the end');
  for (const client of clients) {
    await client.next('new-chat-message', ({ data }) => data.content === 'the end');
    t.same(client.seqs, createIntegerRange(2, 302));
  }
});
