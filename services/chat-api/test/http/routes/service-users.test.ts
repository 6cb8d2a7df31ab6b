import { NOTICES } from '@kcs/contracts';
import t from 'tap';
import { expectNotice } from '../../support/expect-notice.ts';
import {
  callWithToken,
  createExpectedRefusal,
  createServiceAccount,
} from '../../support/service-account-calls.ts';
import { getSharedApi } from '../../support/shared-api.ts';

t.test('service accounts act through their bot users, and for the users of an application', async (t) => {
  const api = await getSharedApi();
  const { admin } = api;
  const ada = await api.user({ name: 'Ada Byron', user_type: 'Teacher' });

  t.test('an account reads and writes the rooms to which its bot user was added (AUTH-24)', async (t) => {
    const account = await createServiceAccount(api, 'rooms:read', 'messages:write');
    const readerAccount = await createServiceAccount(api, 'rooms:read');
    const botId = account.bot_user_id;
    const roomBody = { room_type: 'group', name: 'Class', member_ids: [botId] };
    const { body: created } = await ada.rest('POST', '/chat/rooms', roomBody);
    const roomPath = `/chat/rooms/${created.data.id}`;
    const { status, body: sent } = await callWithToken(api, account.token, 'POST', `${roomPath}/messages`, {
      content: 'Hi',
    });
    t.match(
      { status, sent },
      {
        status: 201,
        sent: { data: { sender_id: botId, sender_name: account.name, is_service: true } },
      },
    );
    const { body: own } = await ada.rest('POST', `${roomPath}/messages`, { content: 'Hello' });
    t.notOk('is_service' in own.data, 'messages of people do not have the field');
    const messagePaths = [
      `${roomPath}/messages`,
      `/chat/messages/${sent.data.id}`,
      `${roomPath}/events?after=0`,
    ];
    for (const path of messagePaths) {
      const { status, body } = await callWithToken(api, account.token, 'GET', path);
      t.equal(status, 200, path);
      t.match(JSON.stringify(body), /"is_service" ?: ?true/, path);
      t.equal((await callWithToken(api, readerAccount.token, 'GET', path)).status, 404, 'not a member');
    }
    const { body: members } = await ada.rest('GET', `${roomPath}/members`);
    const isServiceByUserId = new Map(
      members.data.map((member: Record<string, unknown>) => [member.user_id, member.is_service]),
    );
    t.same([isServiceByUserId.get(botId), isServiceByUserId.get(ada.id)], [true, false]);
    t.match(await admin.rest('PATCH', `/users/${botId}`, { password: 'a good password' }), {
      status: 409,
      body: { error: { message: /belongs to a service account/ } },
    });
    await callWithToken(api, account.token, 'POST', `${roomPath}/messages`, { content: 'Bye' });
    const { body: receipts } = await ada.rest('GET', `/chat/messages/${own.data.id}/receipts`);
    t.same(receipts.data, [], 'a bot user does not count as a reader');
    const expectedBotChange = await expectNotice(
      t,
      api,
      NOTICES.userChanged,
      ({ userId }) => userId === botId,
    );
    await admin.rest('PATCH', account.path, { scopes: ['users:read'] });
    t.match(await expectedBotChange.notice, { active: false, roomIds: [created.data.id] });
    await admin.rest('PATCH', account.path, { scopes: ['messages:write'] });
    t.equal(
      (await callWithToken(api, account.token, 'POST', `${roomPath}/messages`, { content: 'Back' })).status,
      201,
    );
  });

  t.test(
    'a bot user never inherits a group, and a group of bot users is deleted (ROOM-8, ROOM-9)',
    async (t) => {
      const { bot_user_id: botId, token } = await createServiceAccount(api, 'rooms:read');
      const roomBody = { room_type: 'group', name: 'Handover', member_ids: [botId] };
      const { body: room } = await ada.rest('POST', '/chat/rooms', roomBody);
      const roomPath = `/chat/rooms/${room.data.id}`;
      await ada.rest('PATCH', `${roomPath}/members/${botId}`, { role: 'admin' });
      await ada.rest('POST', `${roomPath}/members`, { user_ids: [admin.id] });
      t.equal((await ada.rest('DELETE', `${roomPath}/members/${ada.id}`)).status, 200);
      const { body: members } = await admin.rest('GET', `${roomPath}/members`);
      t.same(
        members.data.map(({ user_id, role }: { user_id: string; role: string }) => [user_id, role]).sort(),
        [
          [admin.id, 'owner'],
          [botId, 'admin'],
        ].sort(),
      );
      t.equal((await callWithToken(api, token, 'GET', `${roomPath}/messages`)).status, 200);
      t.equal((await admin.rest('DELETE', `${roomPath}/members/${admin.id}`)).status, 200);
      t.equal((await callWithToken(api, token, 'GET', `${roomPath}/messages`)).status, 404);
    },
  );

  t.test('an application signs its own users in with tokens:create (AUTH-23)', async (t) => {
    const account = await createServiceAccount(api, 'tokens:create', 'users:write');
    const userTokensPath = '/service-accounts/me/user-tokens';
    t.match(
      await admin.rest('POST', userTokensPath, { subject: '1' }),
      createExpectedRefusal(/Only service accounts/),
    );
    t.match(
      await callWithToken(api, account.token, 'POST', userTokensPath, { subject: '1', user_type: 'Admin' }),
      createExpectedRefusal(/Admins/),
    );
    const issueUserToken = (body: object) => callWithToken(api, account.token, 'POST', userTokensPath, body);
    const { status, body: issued } = await issueUserToken({
      subject: '4711',
      name: 'Zoe',
      user_type: 'Parent',
    });
    t.match({ status, issued }, { status: 201, issued: { data: { expires_in: 3_600 } } });
    const { token, user_id: userId } = issued.data;
    t.match(await callWithToken(api, token, 'GET', '/auth/me'), {
      body: { data: { id: userId, name: 'Zoe', user_type: 'Parent', email: null } },
    });
    const { body: again } = await issueUserToken({ subject: '4711', name: 'Zoe B' });
    t.match(await callWithToken(api, again.data.token, 'GET', '/auth/me'), {
      body: { data: { id: userId, name: 'Zoe B', user_type: 'Parent' } },
    });
    const [first, second] = await Promise.all([
      issueUserToken({ subject: 'new' }),
      issueUserToken({ subject: 'new' }),
    ]);
    t.equal(first.body.data.user_id, second.body.data.user_id, 'concurrent requests create one user');
    for (const [subject, name] of [
      ['plain-4712', 'plain-4712'],
      ['a\nb', 'User'],
      ['x'.repeat(255), 'User'],
    ]) {
      const { body } = await issueUserToken({ subject });
      t.match(await callWithToken(api, body.data.token, 'GET', '/auth/me'), { body: { data: { name } } });
    }
    t.match(await issueUserToken({ subject: 'a\ud800' }), {
      status: 400,
      body: { error: { code: 'VALIDATION_FAILED' } },
    });
    const { body: asAda } = await issueUserToken({ subject: ada.id, name: 'Ada' });
    t.not(asAda.data.user_id, ada.id, 'the account cannot act as an existing user');
    t.match(await admin.rest('PATCH', `/users/${userId}`, { user_type: 'Admin' }), { status: 409 });
    const lookupResponse = await admin.rest('GET', `/users/lookup?issuer=service:${account.name}&sub=4711`);
    t.equal(lookupResponse.body.data.id, userId);
    await admin.rest('PATCH', `/users/${userId}`, { active: false });
    t.equal((await callWithToken(api, again.data.token, 'GET', '/auth/me')).status, 401);
    t.match(await issueUserToken({ subject: '4711' }), createExpectedRefusal(/deactivated/));
    const expectedSessionsEnd = await expectNotice(
      t,
      api,
      NOTICES.sessionsEnded,
      (notice) => notice.userId === first.body.data.user_id,
    );
    await admin.rest('PATCH', account.path, { active: false });
    t.equal((await expectedSessionsEnd.notice).sessionIds.length, 2);
    t.equal((await callWithToken(api, first.body.data.token, 'GET', '/auth/me')).status, 401);
  });
});
