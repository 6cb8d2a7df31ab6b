import { PRESENCE_REQUESTS, UserProfile } from '@kcs/contracts';
import { compileSchema, newId, serveRequest } from '@kcs/service-kit';
import t from 'tap';
import { getSharedApi } from '../support/shared-api.ts';

t.test('users can read the profiles of others, and Admins can look them up', async (t) => {
  const api = await getSharedApi();
  const { admin } = api;
  const ada = await api.user({ name: 'Ada Lovelace', user_type: 'Teacher' });
  const bob = await api.user({ name: 'Bob' });

  t.test(
    'a profile shows the email only to the user and Admins, and null as presence while presence is unavailable',
    async (t) => {
      const adaPath = `/users/${ada.id}`;
      const profileResponseToAda = await ada.rest('GET', adaPath);
      t.doesNotThrow(() => compileSchema(UserProfile)(profileResponseToAda.body.data));
      t.match(profileResponseToAda.body.data, {
        id: ada.id,
        name: 'Ada Lovelace',
        user_type: 'Teacher',
        email: ada.email,
        presence: null,
      });
      t.notOk('email' in (await bob.rest('GET', adaPath)).body.data);
      t.equal((await admin.rest('GET', adaPath)).body.data.email, ada.email);
      t.match(await bob.rest('GET', `/users/${newId('user')}`), {
        status: 404,
        body: { error: { code: 'USER_NOT_FOUND' } },
      });
      t.match(await bob.rest('GET', '/users/me'), {
        status: 400,
        body: { error: { details: [{ field: '/id' }] } },
      });
    },
  );

  t.test('a user profile contains the user’s presence', async (t) => {
    const lastSeen = '2026-01-31T12:00:00.000Z';
    const presenceService = serveRequest(api.bus, PRESENCE_REQUESTS.getPresence, {
      queue: 'presence',
      logger: api.deps.logger,
      handler: async ({ userIds }) => ({
        users: userIds.map((userId) => ({ userId, isOnline: true, status: 'busy' as const, lastSeen })),
      }),
    });
    t.teardown(() => presenceService.stop());
    // The subscription of the presence stand-in must reach the NATS server before the request of chat-api, which uses
    // another connection.
    await api.bus.flush();
    const { body } = await bob.rest('GET', `/users/${ada.id}`);
    t.same(body.data.presence, { is_online: true, status: 'busy', last_seen: lastSeen });
  });

  t.test('an Admin can look users up by email, or by issuer and subject', async (t) => {
    const externalUserId = newId('user');
    await api.deps.db.prisma.user.create({
      data: {
        id: externalUserId,
        name: 'External',
        userType: 'Student',
        issuer: 'https://idp.example',
        subject: 's-1',
      },
    });
    t.match(await admin.rest('GET', `/users/lookup?email=${ada.email.toUpperCase()}`), {
      status: 200,
      body: { data: { id: ada.id } },
    });
    t.match(await admin.rest('GET', '/users/lookup?issuer=https://idp.example&sub=s-1'), {
      body: { data: { id: externalUserId } },
    });
    const expectedNotFoundResponse = { status: 404, body: { error: { code: 'USER_NOT_FOUND' } } };
    t.match(await admin.rest('GET', '/users/lookup?email=nobody@school.example'), expectedNotFoundResponse);
    t.match(
      await admin.rest('GET', '/users/lookup?issuer=https://other.example&sub=s-1'),
      expectedNotFoundResponse,
    );
    for (const query of ['', '?sub=s-1', '?email=a@b.c&issuer=x&sub=y', '?email=nonsense']) {
      t.match(await admin.rest('GET', `/users/lookup${query}`), {
        status: 400,
        body: { error: { code: 'VALIDATION_FAILED' } },
      });
    }
    t.match(await ada.rest('GET', `/users/lookup?email=${bob.email}`), { status: 403 });
  });
});
