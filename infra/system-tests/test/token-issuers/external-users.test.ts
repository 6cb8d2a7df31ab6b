import type { ServiceProcess } from '@kcs/testkit';
import t from 'tap';
import { ExternalUser } from '../support/guest.ts';
import {
  createHostileTokens,
  createNotYetValidTokens,
  replaceSignature,
} from '../support/hostile-provider-tokens.ts';
import { PROVIDER_ISSUER, signToken } from '../support/identity-provider.ts';
import { ecKey, getTokenIssuers, rsaKey } from './system.ts';

t.test('our own tokens and the tokens from an identity provider are accepted side by side', async (t) => {
  const { system, createExternalUser } = await getTokenIssuers();
  const [gateway, otherGateway] = system.gateways as unknown as [ServiceProcess, ServiceProcess];
  const admin = await system.admin();
  const signProviderToken = (sub: string, claims: object = {}) => signToken(ecKey, { sub, ...claims });
  const fetchProfile = async (externalUser: ExternalUser) =>
    (await externalUser.request('GET', '/auth/me')).body.data;
  const lookUpUser = (query: string) => admin.request('GET', `/users/lookup?${query}`);
  const lookUpUserBySubject = (sub: string) =>
    lookUpUser(`issuer=${encodeURIComponent(PROVIDER_ISSUER)}&sub=${sub}`);
  const fetchRefusalCode = (externalUser: ExternalUser) =>
    externalUser.connect().then(
      () => 'connected',
      (error: Error) => error.message,
    );

  t.test(
    'a hundred concurrent first requests and sockets from an external user create one user',
    async (t) => {
      const tokensOfOneUser = Array.from({ length: 10 }, () =>
        signProviderToken('crowd', { name: 'A Crowd' }),
      );
      const returnedUserIds = await Promise.all(
        Array.from({ length: 100 }, async (_, n) => {
          const externalUser = new ExternalUser(
            system,
            tokensOfOneUser[n % tokensOfOneUser.length] as string,
          );
          if (n % 3 > 0) {
            const { status, body } = await externalUser.request(
              'GET',
              '/auth/me',
              undefined,
              system.apis[n % 2],
            );
            return status === 200 ? body.data.id : `${status} ${JSON.stringify(body)}`;
          }
          const socket = await externalUser.connect(system.gateways[n % 2]);
          await socket.close();
          return undefined;
        }),
      );
      const distinctUserIds = new Set(returnedUserIds.filter((id) => id !== undefined));
      t.equal(distinctUserIds.size, 1, [...distinctUserIds].join(', '));
      const { body } = await admin.request('GET', '/users?search=A Crowd');
      t.same(
        body.data.map(({ id }: { id: string }) => id),
        [...distinctUserIds],
      );
    },
  );

  t.test('external users can chat and list their sessions, with the profile from their token', async (t) => {
    const ada = createExternalUser('ada', {
      name: '  Ada\nLovelace ',
      email: 'Ada@School.example',
      user_type: 'Teacher',
    });
    const { id, ...rest } = await fetchProfile(ada);
    t.same(rest, { name: 'Ada Lovelace', email: 'ada@school.example', user_type: 'Teacher' });
    const bob = await system.user({ name: 'Bob' });
    const room = await system.room({ owner: bob, members: [{ id }] });
    const [socket, bobs] = [await ada.connect(gateway), await bob.connect(otherGateway)];
    for (const joining of [socket, bobs]) await joining.join([room.id]);
    t.match(await socket.ask('send-message', { roomId: room.id, content: 'good day' }), { success: true });
    t.match(await bobs.next('new-chat-message'), { data: { sender_name: 'Ada Lovelace', sender_id: id } });
    const { body } = await ada.request('PUT', '/auth/password', {
      current_password: 'x',
      new_password: 'y'.repeat(9),
    });
    t.match(body.error, { code: 'CONFLICT', message: /identity provider/ });
    const setPasswordResponse = await admin.request('PATCH', `/users/${id}`, { password: 'a new password' });
    t.equal(setPasswordResponse.status, 409, 'an Admin cannot set a password either');
    const { body: sessions } = await ada.request('GET', '/auth/sessions');
    t.match(sessions.data, [{ current: true, expires_at: /Z$/ }]);

    for (const [sub, claims, seen] of [
      ['no-name', { email: 'grace@school.example' }, { name: 'grace', user_type: 'Student' }],
      ['0123456789abcdef', { email: 7, user_type: 'King' }, { name: '0123456789ab', email: null }],
      ['long-name', { name: 'n'.repeat(5_000) }, { name: 'n'.repeat(200) }],
      ['self-made-admin', { user_type: 'Admin' }, { user_type: 'Student' }],
    ] as const) {
      t.match(await fetchProfile(createExternalUser(sub, claims)), seen, sub);
    }
    t.match(
      await fetchProfile(new ExternalUser(system, signToken(rsaKey, { sub: 'by-rsa' }, { typ: 'at+jwt' }))),
      {
        name: 'by-rsa',
      },
    );
    t.match(
      await fetchProfile(new ExternalUser(system, signToken(rsaKey, { sub: 'by-rsa' }, { typ: undefined }))),
      {
        name: 'by-rsa',
      },
    );
  });

  t.test("a token with another account's email address does not take over that account", async (t) => {
    const email = 'carol@school.example';
    const carol = await system.user({ name: 'Carol', email, password: 'carols password' });
    const userWithCarolsEmail = createExternalUser('carols-twin', { email, name: 'Not Carol' });
    const { id } = await fetchProfile(userWithCarolsEmail);
    t.not(id, carol.id);
    t.match(await fetchProfile(userWithCarolsEmail), { email, name: 'Not Carol' });
    t.match((await carol.request('GET', '/auth/me')).body.data, { id: carol.id, name: 'Carol', email });
    t.equal((await carol.login()).id, carol.id, 'the password still opens its own account');
    t.equal(
      (await lookUpUser(`email=${email}`)).body.data.id,
      carol.id,
      'lookup prefers the account with a password',
    );
    t.equal((await lookUpUserBySubject('carols-twin')).body.data.id, id);

    // Dave first appears with a token from the identity provider. Only then is a user with a password created for Dave.
    const dave = createExternalUser('dave', { email: 'dave@school.example' });
    const { id: first } = await fetchProfile(dave);
    t.equal((await lookUpUser('email=dave@school.example')).body.data.id, first);
    const daveWithPassword = await system.user({ name: 'Dave', email: 'dave@school.example' });
    t.not(daveWithPassword.id, first);
    t.equal((await lookUpUser('email=dave@school.example')).body.data.id, daveWithPassword.id);
    await fetchProfile(createExternalUser('eve-1', { email: 'eve@school.example' }));
    await fetchProfile(createExternalUser('eve-2', { email: 'eve@school.example' }));
    t.equal(
      (await lookUpUser('email=eve@school.example')).status,
      409,
      'lookup does not guess among several users',
    );

    t.match((await lookUpUserBySubject('nobody')).body.error, { code: 'USER_NOT_FOUND' });
    for (const query of [
      '',
      'sub=ada',
      `issuer=${PROVIDER_ISSUER}`,
      `email=${email}&issuer=${PROVIDER_ISSUER}&sub=ada`,
    ])
      t.equal((await lookUpUser(query)).status, 400, `lookup?${query}`);
    t.equal((await carol.request('GET', `/users/lookup?email=${email}`)).status, 403);
  });

  t.test(
    'a token is refused unless the provider signed it for our system, it is unchanged, and it is valid now',
    async (t) => {
      const userWithPassword = await system.user();
      const hostileTokensByReason = {
        ...createHostileTokens(ecKey, rsaKey),
        'our refresh token': userWithPassword.refreshToken,
      };
      for (const [name, bad] of Object.entries(hostileTokensByReason)) {
        const { status, body: answer } = await new ExternalUser(system, bad).request('GET', '/auth/me');
        t.equal(status, 401, name);
        t.equal(answer.error.code, 'UNAUTHENTICATED', name);
      }
      const refusalCodes = await Promise.all(
        Object.values(hostileTokensByReason).map((bad) => fetchRefusalCode(new ExternalUser(system, bad))),
      );
      t.same(new Set(refusalCodes), new Set(['UNAUTHENTICATED']));
      for (const [name, early] of Object.entries(createNotYetValidTokens(ecKey))) {
        const { status, body: answer } = await new ExternalUser(system, early).request('GET', '/auth/me');
        t.equal(status, 503, `${name}: refused temporarily, because a clock may be wrong`);
        t.equal(answer.error.code, 'UNAVAILABLE', name);
      }
      t.equal((await lookUpUserBySubject('mallory')).status, 404, 'none of them created a user');
    },
  );

  t.test(
    'later tokens update the profile, but a change by an Admin stays until the provider reports a new value',
    async (t) => {
      const earlierIssueTime = Math.floor(Date.now() / 1000) - 5;
      const frida = createExternalUser('frida', {
        name: 'Frida',
        user_type: 'Teacher',
        iat: earlierIssueTime,
      });
      const { id } = await fetchProfile(frida);
      const socket = await frida.connect(gateway);
      t.match(await fetchProfile(createExternalUser('frida', { name: 'Frida K.', user_type: 'Teacher' })), {
        id,
        name: 'Frida K.',
      });
      t.match(await fetchProfile(frida), { name: 'Frida K.' }, 'the older token does not change it back');
      const room = await system.room({ owner: admin, members: [{ id }] });
      const adminSocket = await admin.connect(otherGateway);
      for (const joining of [socket, adminSocket]) await joining.join([room.id]);
      await socket.ask('chat-typing', { roomId: room.id, isTyping: true });
      t.equal((await adminSocket.next('chat-user-typing')).userName, 'Frida K.', 'sockets use the new name');
      await admin.request('PATCH', `/users/${id}`, { user_type: 'Staff' });
      t.match(await fetchProfile(createExternalUser('frida', { name: 'Frida K.', user_type: 'Teacher' })), {
        user_type: 'Staff',
      });
    },
  );

  t.test('logout permanently ends only the token that it was sent with, on every replica', async (t) => {
    const [ended, kept] = [createExternalUser('henry'), createExternalUser('henry')];
    const sockets = [await ended.connect(gateway), await ended.connect(otherGateway)];
    const socketOfKeptToken = await kept.connect(gateway);
    t.same(await ended.statusOnEachApi(), [200, 200]);
    t.equal((await ended.request('POST', '/auth/logout')).status, 200);
    for (const socket of sockets) {
      t.same(await socket.next('session-ended', undefined, 1_000), { code: 'LOGGED_OUT' });
      t.equal(await socket.closed(), 'io server disconnect');
    }
    await t.resolves(system.until(async () => `${await ended.statusOnEachApi()}` === '401,401', 1_000));
    t.equal(await fetchRefusalCode(ended), 'UNAUTHENTICATED');
    t.equal(
      await fetchRefusalCode(new ExternalUser(system, replaceSignature(ended.token))),
      'UNAUTHENTICATED',
      'with the other valid signature',
    );
    t.same(await kept.statusOnEachApi(), [200, 200]);
    t.ok(socketOfKeptToken.connected);
  });

  t.test(
    "deactivation ends all of a user's tokens and refuses new ones until the user is active again",
    async (t) => {
      const ivan = createExternalUser('ivan');
      const { id } = await fetchProfile(ivan);
      t.same(await ivan.statusOnEachApi(), [200, 200]);
      const sockets = [await ivan.connect(gateway), await ivan.connect(otherGateway)];
      await admin.request('PATCH', `/users/${id}`, { active: false });
      for (const socket of sockets) {
        t.same(await socket.next('session-ended', undefined, 1_000), { code: 'DEACTIVATED' });
        t.equal(await socket.closed(), 'io server disconnect');
      }
      await t.resolves(system.until(async () => `${await ivan.statusOnEachApi()}` === '401,401', 1_000));
      const ivanWithNewToken = createExternalUser('ivan');
      t.same(await ivanWithNewToken.statusOnEachApi(), [401, 401]);
      t.equal(await fetchRefusalCode(ivanWithNewToken), 'UNAUTHENTICATED');
      await admin.request('PATCH', `/users/${id}`, { active: true });
      t.match(await fetchProfile(createExternalUser('ivan')), { id }, 'the user is the same');
    },
  );

  t.test(
    'a socket closes when its token expires, unless the client sends a new token for the same user in time',
    async (t) => {
      const nearExpiryClaims = { exp: Math.floor(Date.now() / 1000) + 3 };
      const [short, long] = [
        createExternalUser('judy', nearExpiryClaims),
        createExternalUser('judy', nearExpiryClaims),
      ];
      const [ends, stays] = [await short.connect(gateway), await long.connect(otherGateway)];
      t.match(await stays.next('auth-expiring'), { expiresAt: /Z$/ });
      const foreignTokenReply = await stays.ask('refresh-auth', { token: signProviderToken('ada') });
      t.match(foreignTokenReply, { success: false, error: { code: 'FORBIDDEN' } });
      t.match(await stays.ask('refresh-auth', { token: signProviderToken('judy') }), { success: true });
      t.same(await ends.next('session-ended', undefined, 8_000), { code: 'TOKEN_EXPIRED' });
      t.equal(await ends.closed(), 'io server disconnect');
      t.ok(stays.connected);
    },
  );

  system.assertAllAlive(t);
});
