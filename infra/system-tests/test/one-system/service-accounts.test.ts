import { eventually } from '@kcs/testkit';
import t from 'tap';
import { getRunningSystem } from './system.ts';

t.test('sockets work with service accounts', async (t) => {
  const system = await getRunningSystem();
  const admin = await system.admin();
  const ada = await system.user({ name: 'Ada' });
  const scopes = ['messages:write', 'tokens:create'];
  const { body } = await admin.request('POST', '/service-accounts', { name: 'reports', scopes });
  const { id, token, bot_user_id: botId } = body.data;
  t.teardown(() => admin.request('DELETE', `/service-accounts/${id}`));
  const serviceRequestOptions = { headers: { authorization: `Bearer ${token}` } };

  t.test('a socket refuses the token of a service account (AUTH-17)', async (t) => {
    await t.rejects(ada.connect(system.gateways[0], { auth: { token } }), /UNAUTHENTICATED/);
  });

  t.test('members receive the messages of a bot user, which is never online (AUTH-24)', async (t) => {
    const room = await system.room({ owner: ada, members: [{ id: botId }] });
    const socket = await ada.connect(system.gateways[1]);
    await socket.join([room.id]);
    const messagesPath = `/chat/rooms/${room.id}/messages`;
    const { status } = await ada.request(
      'POST',
      messagesPath,
      { content: 'Due on Monday' },
      serviceRequestOptions,
    );
    t.equal(status, 201);
    t.match((await socket.next('new-chat-message')).data, {
      ...{ sender_id: botId, sender_name: 'reports', content: 'Due on Monday', is_service: true },
    });
    const onlineUserIds = await eventually('Ada to be online', async () => {
      const { users } = await socket.ask('get-room-online-users', { roomId: room.id });
      return users.length > 0 && users.map(({ userId }: { userId: string }) => userId);
    });
    t.same(onlineUserIds, [ada.id]);
  });

  t.test(
    'a socket opens with an issued token, and closes when the account is deactivated (AUTH-23)',
    async (t) => {
      const userTokenRequest = { subject: '4711', name: 'Zoe' };
      const { body } = await ada.request(
        'POST',
        '/service-accounts/me/user-tokens',
        userTokenRequest,
        serviceRequestOptions,
      );
      const socket = await ada.connect(system.gateways[0], { auth: { token: body.data.token } });
      await admin.request('PATCH', `/service-accounts/${id}`, { active: false });
      t.match(await socket.next('session-ended'), { code: 'SESSION_REVOKED' });
      t.equal(await socket.closed(), 'io server disconnect');
    },
  );
});
