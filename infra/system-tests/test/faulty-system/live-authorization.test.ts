import { setTimeout } from 'node:timers/promises';
import type { TestSocket, TestUser } from '@kcs/testkit';
import t, { type Test } from 'tap';
import { ExternalUser } from '../support/guest.ts';
import { signToken } from '../support/identity-provider.ts';
import { getSharedSystem, signingKey } from './system.ts';

/**
 * How many milliseconds may pass before a removal takes effect while NATS is unavailable (REM-2). While NATS is
 * available, the limit is one second.
 */
const MAX_REFUSAL_DELAY_WITHOUT_NATS_MS = 30_000;

t.test('authorization is checked on every action, on every replica', { timeout: 150_000 }, async (t) => {
  const system = await getSharedSystem();
  const ada = await system.user({ name: 'Ada' });
  const postMessage = (room: { id: string }, content: string) =>
    ada.request('POST', `/chat/rooms/${room.id}/messages`, { content });
  /** Connects the user to every gateway, with one socket each, and joins the room with all of these sockets. */
  const joinOnEveryGateway = (user: Pick<TestUser, 'connect'>, room: { id: string }) =>
    Promise.all(
      system.gateways.map(async (gateway) => {
        const socket = await user.connect(gateway);
        await socket.join([room.id]);
        return socket;
      }),
    );
  const requestStatusOnEachApi = async (user: TestUser, method: string, path: string, body?: unknown) =>
    Promise.all(system.apis.map(async (api) => (await user.request(method, path, body, { api })).status));
  const listMessageContents = (socket: TestSocket) =>
    socket.all('new-chat-message').map(({ data }) => data.content);
  const waitForMessage = (sockets: TestSocket[], content: string) =>
    Promise.all(
      sockets.map((socket) => socket.next('new-chat-message', ({ data }) => data.content === content)),
    );
  const assertSessionEnded = async (t: Test, sockets: TestSocket[], code: string, ms = 1_000) => {
    for (const socket of sockets) {
      t.match(await socket.next('session-ended', undefined, ms), { code });
      t.equal(await socket.closed(), 'io server disconnect');
    }
  };
  const waitUntilRestRefuses = (user: TestUser) =>
    system.until(async () => `${await requestStatusOnEachApi(user, 'GET', '/auth/me')}` === '401,401', 1_000);

  t.test(
    'a removed member receives no later event of the room and may do nothing more in it, on every replica',
    async (t) => {
      const bob = await system.user({ name: 'Bob' });
      const room = await system.room({ owner: ada, members: [bob] });
      const [adas, bobs] = [await joinOnEveryGateway(ada, room), await joinOnEveryGateway(bob, room)];
      const { body: sent } = await postMessage(room, 'before');
      await waitForMessage(bobs, 'before');
      await ada.request('DELETE', `/chat/rooms/${room.id}/members/${bob.id}`);
      for (const socket of bobs)
        t.same((await socket.next('room-members-changed', undefined, 1_000)).removed, [bob.id]);
      adas[0]?.emit('chat-typing', { roomId: room.id, isTyping: true });
      await postMessage(room, 'after');
      await waitForMessage(adas, 'after');
      for (const socket of bobs) {
        for (const [event, payload] of [
          ['send-message', { roomId: room.id, content: 'still here?' }],
          ['chat-typing', { roomId: room.id, isTyping: true }],
          ['mark-messages-seen', { roomId: room.id, messageIds: [sent.data.id] }],
          ['get-room-online-users', { roomId: room.id }],
        ] as const)
          t.equal((await socket.ask(event, payload)).error?.code, 'ROOM_NOT_FOUND', event);
        t.same((await socket.join([room.id])).rejected, [{ roomId: room.id, code: 'ROOM_NOT_FOUND' }]);
        t.same(listMessageContents(socket), ['before']);
        t.same(socket.all('chat-user-typing'), []);
      }
      t.same(await requestStatusOnEachApi(bob, 'GET', `/chat/rooms/${room.id}/messages`), [404, 404]);
      t.same(
        adas.flatMap((socket) => socket.all('chat-user-typing')).filter(({ userId }) => userId === bob.id),
        [],
      );
    },
  );

  t.test('a changed role or user type takes effect immediately on every replica', async (t) => {
    const [bob, carl] = [await system.user(), await system.user({ user_type: 'Admin' })];
    const room = await system.room({ owner: ada, members: [bob] });
    const renameRoomOnEachApi = () =>
      requestStatusOnEachApi(bob, 'PATCH', `/chat/rooms/${room.id}`, { name: 'Mine' });
    const setRoleOfBob = (name: string) =>
      ada.request('PATCH', `/chat/rooms/${room.id}/members/${bob.id}`, { role: name });
    t.same(await renameRoomOnEachApi(), [403, 403]);
    await setRoleOfBob('admin');
    t.same(await renameRoomOnEachApi(), [200, 200]);
    await setRoleOfBob('member');
    t.same(await renameRoomOnEachApi(), [403, 403]);
    t.same(await requestStatusOnEachApi(carl, 'GET', '/chat/admin/dead-letters'), [200, 200]);
    await (await system.admin()).request('PATCH', `/users/${carl.id}`, { user_type: 'Staff' });
    await t.resolves(
      system.until(
        async () => `${await requestStatusOnEachApi(carl, 'GET', '/chat/admin/dead-letters')}` === '403,403',
        1_000,
      ),
    );
  });

  t.test('logout, a revoked session, and deactivation end REST access and sockets', async (t) => {
    const [bob, dave] = [await system.user(), await system.user()];
    const [phone, tablet] = [await bob.login(), await bob.login()];
    const room = await system.room({ owner: ada, members: [bob, dave] });
    const loggedInUsers = { bob, phone, tablet, dave };
    const socketsByUser = new Map<TestUser, TestSocket[]>();
    for (const user of Object.values(loggedInUsers))
      socketsByUser.set(user, await joinOnEveryGateway(user, room));
    const getSocketsOfUser = (user: TestUser) => socketsByUser.get(user) as TestSocket[];

    await phone.request('POST', '/auth/logout');
    await assertSessionEnded(t, getSocketsOfUser(phone), 'LOGGED_OUT');
    const { sid } = JSON.parse(Buffer.from(tablet.token.split('.')[1] ?? '', 'base64url').toString());
    t.equal((await bob.request('DELETE', `/auth/sessions/${sid}`)).status, 200);
    await assertSessionEnded(t, getSocketsOfUser(tablet), 'SESSION_REVOKED');
    await (await system.admin()).request('PATCH', `/users/${dave.id}`, { active: false });
    await assertSessionEnded(t, getSocketsOfUser(dave), 'DEACTIVATED');
    await postMessage(room, 'for the remaining members');
    await waitForMessage(getSocketsOfUser(bob), 'for the remaining members');
    for (const user of [phone, tablet, dave]) {
      await t.resolves(waitUntilRestRefuses(user));
      for (const gateway of system.gateways)
        await t.rejects(user.connect(gateway), { message: 'UNAUTHENTICATED' });
      t.same(getSocketsOfUser(user).flatMap(listMessageContents), []);
    }
    t.same(await requestStatusOnEachApi(bob, 'GET', '/auth/me'), [200, 200]);
  });

  t.test('an expired token closes its sockets and cannot open new ones', async (t) => {
    const bob = await system.user();
    const room = await system.room({ owner: ada, members: [bob] });
    const bobsTokenClaims = JSON.parse(Buffer.from(bob.token.split('.')[1] ?? '', 'base64url').toString());
    const createExternalUserWithExpiry = (exp: number) =>
      new ExternalUser(
        system,
        signToken(signingKey, { ...bobsTokenClaims, iat: exp - 60, exp }, { typ: 'at+jwt' }),
      );
    const nowSeconds = Math.floor(Date.now() / 1000);
    const expiringSockets = await joinOnEveryGateway(createExternalUserWithExpiry(nowSeconds + 2), room);
    await assertSessionEnded(t, expiringSockets, 'TOKEN_EXPIRED', 5_000);
    await postMessage(room, 'too late');
    const expiredExternalUser = createExternalUserWithExpiry(nowSeconds - 40);
    t.same(await expiredExternalUser.statusOnEachApi(), [401, 401]);
    await t.rejects(expiredExternalUser.connect(), { message: 'UNAUTHENTICATED' });
    t.same(expiringSockets.flatMap(listMessageContents), []);
    t.same(
      await requestStatusOnEachApi(bob, 'GET', '/auth/me'),
      [200, 200],
      'the session continues with other tokens',
    );
  });

  t.test(
    'even while NATS is unavailable, removal, logout, and deactivation end access and the delivery of messages',
    async (t) => {
      const [bob, carl, dave] = [await system.user(), await system.user(), await system.user()];
      const room = await system.room({ owner: ada, members: [bob, carl, dave] });
      const [adas, bobs] = [await joinOnEveryGateway(ada, room), await joinOnEveryGateway(bob, room)];
      const [socketsOfCarl, socketsOfDave] = [
        await joinOnEveryGateway(carl, room),
        await joinOnEveryGateway(dave, room),
      ];
      const sendTyping = (socket: TestSocket) =>
        socket.ask('chat-typing', { roomId: room.id, isTyping: true });
      const natsKilledAt = performance.now();
      await system.nats.kill();
      await ada.request('DELETE', `/chat/rooms/${room.id}/members/${bob.id}`);
      await postMessage(room, 'after the removal');
      await carl.request('POST', '/auth/logout');
      await (await system.admin()).request('PATCH', `/users/${dave.id}`, { active: false });
      await postMessage(room, 'after the sessions ended');
      for (const user of [carl, dave])
        await t.resolves(
          system.until(
            async () => `${await requestStatusOnEachApi(user, 'GET', '/auth/me')}` === '401,401',
            6_000,
          ),
        );

      for (const socket of [...bobs, ...socketsOfCarl, ...socketsOfDave, ...adas]) {
        await system.until(async () => {
          const { error } = await sendTyping(socket);
          if (error?.code === 'UNAVAILABLE') return true;
          await setTimeout(500);
          return false;
        }, MAX_REFUSAL_DELAY_WITHOUT_NATS_MS);
        const { error } = await socket.ask('send-message', { roomId: room.id, content: 'Is anybody there?' });
        t.equal(error?.code, 'UNAVAILABLE');
      }
      t.ok(
        performance.now() - natsKilledAt < MAX_REFUSAL_DELAY_WITHOUT_NATS_MS,
        `${performance.now() - natsKilledAt} ms`,
      );
      const typingEventCounts = bobs.map((socket) => socket.all('chat-user-typing').length);

      await system.nats.start();
      await assertSessionEnded(t, socketsOfCarl, 'LOGGED_OUT', 15_000);
      await assertSessionEnded(t, socketsOfDave, 'DEACTIVATED', 15_000);
      for (const content of ['after the removal', 'after the sessions ended'])
        await waitForMessage(adas, content);
      await system.until(async () => (await postMessage(room, 'NATS is back')).status === 201);
      await waitForMessage(adas, 'NATS is back');
      for (const socket of bobs) t.same((await socket.next('room-members-changed')).removed, [bob.id]);
      for (const socket of [...bobs, ...socketsOfCarl, ...socketsOfDave])
        t.same(listMessageContents(socket), [], 'nothing after the removal or the end of the session');
      t.same(
        bobs.map((socket) => socket.all('chat-user-typing').length),
        typingEventCounts,
      );
    },
  );

  system.assertAllAlive(t);
});
