import { TestSocket } from '@kcs/testkit';
import t from 'tap';
import { startTwoGateways } from '../support/two-gateways.ts';

t.test('a receipt goes to all sockets that joined the room except the reader’s', async (t) => {
  const { api, gateways } = await startTwoGateways(t);
  const [ada, bob] = [await api.user('Ada'), await api.user('Bob')];
  const roomId = await api.room(ada, bob);
  const [adaSocket, bobSocket] = [
    await TestSocket.connect(t, gateways[0].url, ada),
    await TestSocket.connect(t, gateways[1].url, bob),
  ];
  const otherTabSocket = await TestSocket.connect(t, gateways[0].url, bob);
  for (const client of [adaSocket, bobSocket, otherTabSocket]) await client.join([roomId]);
  const { data } = (await api.send(roomId, ada, 'read me')) as { data: { id: string } };
  const answer = await bobSocket.ask('mark-messages-seen', { roomId, messageIds: [data.id] });
  t.match(answer, { success: true, roomId, messageIds: [data.id], lastSeenSeq: 2 });
  for (const client of [adaSocket, otherTabSocket]) {
    t.match(await client.next('messages-seen'), { userId: bob.id, lastSeenSeq: 2 });
  }
  t.same(bobSocket.all('messages-seen'), []);
});
