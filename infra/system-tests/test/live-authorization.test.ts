import { setTimeout } from 'node:timers/promises';
import { startSystem, type TestSocket, type TestUser } from '@kcs/testkit';
import t, { type Test } from 'tap';
import { Guest } from './support/guest.ts';
import { makeKey, privateSet, signToken } from './support/identity-provider.ts';

t.setTimeout(150_000);

/** Protocol §3: what somebody may no longer do or hear ends within a second, and while NATS is away within this. */
const WITHOUT_NATS_MS = 30_000;

t.test('what somebody may no longer do or hear', async (t) => {
  const key = makeKey('k1', 'EdDSA');
  const env = { JWT_SIGNING_KEYS: privateSet(key) };
  const system = await startSystem(t, { apis: 2, gateways: 2, env });
  const ada = await system.user({ name: 'Ada' });
  const say = (room: { id: string }, content: string) =>
    ada.rest('POST', `/chat/rooms/${room.id}/messages`, { content });
  /** A socket on each gateway, in the room. */
  const inside = (who: Pick<TestUser, 'connect'>, room: { id: string }) =>
    Promise.all(
      system.gateways.map(async (gateway) => {
        const socket = await who.connect(gateway);
        await socket.join([room.id]);
        return socket;
      }),
    );
  const statuses = async (who: TestUser, method: string, path: string, body?: unknown) =>
    Promise.all(system.apis.map(async (api) => (await who.rest(method, path, body, { api })).status));
  const contents = (socket: TestSocket) => socket.all('new-chat-message').map(({ data }) => data.content);
  const last = (sockets: TestSocket[], content: string) =>
    Promise.all(
      sockets.map((socket) => socket.next('new-chat-message', ({ data }) => data.content === content)),
    );
  const ended = async (t: Test, sockets: TestSocket[], code: string, ms = 1_000) => {
    for (const socket of sockets) {
      t.match(await socket.next('session-ended', undefined, ms), { code });
      t.equal(await socket.closed(), 'io server disconnect');
    }
  };
  const refusedByRest = (who: TestUser) =>
    system.until(async () => `${await statuses(who, 'GET', '/auth/me')}` === '401,401', 1_000);

  t.test('a removed member hears the removal as the last, and may nothing, on every replica', async (t) => {
    const bob = await system.user({ name: 'Bob' });
    const room = await system.room({ owner: ada, members: [bob] });
    const [adas, bobs] = [await inside(ada, room), await inside(bob, room)];
    const { body: sent } = await say(room, 'before');
    await last(bobs, 'before');
    await ada.rest('DELETE', `/chat/rooms/${room.id}/members/${bob.id}`);
    for (const socket of bobs)
      t.same((await socket.next('room-members-changed', undefined, 1_000)).removed, [bob.id]);
    adas[0]?.emit('chat-typing', { roomId: room.id, isTyping: true });
    await say(room, 'after');
    await last(adas, 'after');
    for (const socket of bobs) {
      for (const [event, payload] of [
        ['send-message', { roomId: room.id, content: 'still here?' }],
        ['chat-typing', { roomId: room.id, isTyping: true }],
        ['mark-messages-seen', { roomId: room.id, messageIds: [sent.data.id] }],
        ['get-room-online-users', { roomId: room.id }],
      ] as const)
        t.equal((await socket.ask(event, payload)).error?.code, 'ROOM_NOT_FOUND', event);
      t.same((await socket.join([room.id])).rejected, [{ roomId: room.id, code: 'ROOM_NOT_FOUND' }]);
      t.same(contents(socket), ['before']);
      t.same(socket.all('chat-user-typing'), []);
    }
    t.same(await statuses(bob, 'GET', `/chat/rooms/${room.id}/messages`), [404, 404]);
    t.same(
      adas.flatMap((socket) => socket.all('chat-user-typing')).filter(({ userId }) => userId === bob.id),
      [],
    );
  });

  t.test('roles and types count at once on every replica', async (t) => {
    const [bob, carl] = [await system.user(), await system.user({ user_type: 'Admin' })];
    const room = await system.room({ owner: ada, members: [bob] });
    const rename = () => statuses(bob, 'PATCH', `/chat/rooms/${room.id}`, { name: 'Mine' });
    const role = (name: string) =>
      ada.rest('PATCH', `/chat/rooms/${room.id}/members/${bob.id}`, { role: name });
    t.same(await rename(), [403, 403]);
    await role('admin');
    t.same(await rename(), [200, 200]);
    await role('member');
    t.same(await rename(), [403, 403]);
    t.same(await statuses(carl, 'GET', '/chat/admin/dead-letters'), [200, 200]);
    await (await system.admin()).rest('PATCH', `/users/${carl.id}`, { user_type: 'Staff' });
    await t.resolves(
      system.until(
        async () => `${await statuses(carl, 'GET', '/chat/admin/dead-letters')}` === '403,403',
        1_000,
      ),
    );
  });

  t.test('logging out, ending a session elsewhere and deactivation end both directions', async (t) => {
    const [bob, dave] = [await system.user(), await system.user()];
    const [phone, lost] = [await bob.login(), await bob.login()];
    const room = await system.room({ owner: ada, members: [bob, dave] });
    const people = { bob, phone, lost, dave };
    const sockets = new Map<TestUser, TestSocket[]>();
    for (const who of Object.values(people)) sockets.set(who, await inside(who, room));
    const of = (who: TestUser) => sockets.get(who) as TestSocket[];

    await phone.rest('POST', '/auth/logout');
    await ended(t, of(phone), 'LOGGED_OUT');
    const { sid } = JSON.parse(Buffer.from(lost.token.split('.')[1] ?? '', 'base64url').toString());
    t.equal((await bob.rest('DELETE', `/auth/sessions/${sid}`)).status, 200);
    await ended(t, of(lost), 'SESSION_REVOKED');
    await (await system.admin()).rest('PATCH', `/users/${dave.id}`, { active: false });
    await ended(t, of(dave), 'DEACTIVATED');
    await say(room, 'for those who are left');
    await last(of(bob), 'for those who are left');
    for (const who of [phone, lost, dave]) {
      await t.resolves(refusedByRest(who));
      for (const gateway of system.gateways)
        await t.rejects(who.connect(gateway), { message: 'UNAUTHENTICATED' });
      t.same(of(who).flatMap(contents), []);
    }
    t.same(await statuses(bob, 'GET', '/auth/me'), [200, 200]);
  });

  t.test('a token’s end ends its sockets, and it opens nothing more', async (t) => {
    const bob = await system.user();
    const room = await system.room({ owner: ada, members: [bob] });
    const claims = JSON.parse(Buffer.from(bob.token.split('.')[1] ?? '', 'base64url').toString());
    const until = (exp: number) =>
      new Guest(system, signToken(key, { ...claims, iat: exp - 60, exp }, { typ: 'at+jwt' }));
    const now = Math.floor(Date.now() / 1000);
    const sockets = await inside(until(now + 2), room);
    await ended(t, sockets, 'TOKEN_EXPIRED', 5_000);
    await say(room, 'too late');
    const gone = until(now - 6);
    t.same(await gone.everywhere(), [401, 401]);
    await t.rejects(gone.connect(), { message: 'UNAUTHENTICATED' });
    t.same(sockets.flatMap(contents), []);
    t.same(await statuses(bob, 'GET', '/auth/me'), [200, 200], 'the session goes on with other tokens');
  });

  t.test('the same while NATS is away, and nothing of it is delivered afterwards', async (t) => {
    const [bob, carl, dave] = [await system.user(), await system.user(), await system.user()];
    const room = await system.room({ owner: ada, members: [bob, carl, dave] });
    const [adas, bobs] = [await inside(ada, room), await inside(bob, room)];
    const [carls, daves] = [await inside(carl, room), await inside(dave, room)];
    const typing = (socket: TestSocket) => socket.ask('chat-typing', { roomId: room.id, isTyping: true });
    const began = performance.now();
    await system.nats.kill();
    await ada.rest('DELETE', `/chat/rooms/${room.id}/members/${bob.id}`);
    await say(room, 'after the removal');
    await carl.rest('POST', '/auth/logout');
    await (await system.admin()).rest('PATCH', `/users/${dave.id}`, { active: false });
    await say(room, 'after the endings');
    for (const who of [carl, dave])
      await t.resolves(
        system.until(async () => `${await statuses(who, 'GET', '/auth/me')}` === '401,401', 6_000),
      );

    for (const socket of [...bobs, ...carls, ...daves, ...adas]) {
      await system.until(async () => {
        const { error } = await typing(socket);
        if (error?.code === 'UNAVAILABLE') return true;
        await setTimeout(500);
        return false;
      }, WITHOUT_NATS_MS);
      const { error } = await socket.ask('send-message', { roomId: room.id, content: 'anybody?' });
      t.equal(error?.code, 'UNAVAILABLE');
    }
    t.ok(performance.now() - began < WITHOUT_NATS_MS, `${performance.now() - began} ms`);
    const heard = bobs.map((socket) => socket.all('chat-user-typing').length);

    await system.nats.start();
    await ended(t, carls, 'LOGGED_OUT', 15_000);
    await ended(t, daves, 'DEACTIVATED', 15_000);
    for (const content of ['after the removal', 'after the endings']) await last(adas, content);
    await system.until(async () => (await say(room, 'whole again')).status === 201);
    await last(adas, 'whole again');
    for (const socket of bobs) t.same((await socket.next('room-members-changed')).removed, [bob.id]);
    for (const socket of [...bobs, ...carls, ...daves])
      t.same(contents(socket), [], 'nothing after the removal or the end');
    t.same(
      bobs.map((socket) => socket.all('chat-user-typing').length),
      heard,
    );
  });

  system.assertAllAlive(t);
});
