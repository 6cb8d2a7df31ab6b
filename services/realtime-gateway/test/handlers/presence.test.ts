import { TestSocket } from '@kcs/testkit';
import t from 'tap';
import { startTwoGateways } from '../support/two-gateways.ts';

t.test('status updates and requests for online users are sent to presence', async (t) => {
  const { api, gateways } = await startTwoGateways(t);
  const [ada, bob] = [await api.user('Ada'), await api.user('Bob')];
  const [ownRoomId, foreignRoomId] = [await api.room(ada), await api.room(bob)];
  const client = await TestSocket.connect(t, gateways[0].url, ada);
  t.same(await client.ask('update-chat-status', { status: 'busy' }), { success: true, status: 'busy' });
  t.match(await client.ask('get-room-online-users', { roomId: ownRoomId }), {
    roomId: ownRoomId,
    users: [],
    count: 0,
  });
  t.match(await client.ask('get-room-online-users', { roomId: foreignRoomId }), {
    success: false,
    error: { code: 'ROOM_NOT_FOUND' },
  });
  client.emit('update-chat-status', { status: 'away' });
  t.same(await client.next('chat-status-updated'), { success: true, status: 'away' });
});
