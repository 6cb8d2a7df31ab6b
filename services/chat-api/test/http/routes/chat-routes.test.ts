import { NOTICES, Room, SearchHit } from '@kcs/contracts';
import { compileSchema, subscribeToNotice } from '@kcs/service-kit';
import t from 'tap';
import { errors } from '../../../src/http/plugins/errors.ts';
import { chatRoutes } from '../../../src/http/routes/chat-routes.ts';
import { createHttpServer } from '../../../src/http/server/create-http-server.ts';
import { validation } from '../../../src/http/validation/validation.ts';
import { silentLogger, startBus, startFixture } from '../../support/start-fixture.ts';

t.test('room and message routes', async (t) => {
  const { nc } = await startBus(t);
  const fixture = await startFixture(t, { nc });
  const ada = await fixture.user('Ada');
  const bob = await fixture.user('Bob');
  const app = createHttpServer(silentLogger);
  t.teardown(() => app.close());
  await app.register(errors);
  await app.register(validation);
  app.addHook('onRequest', async (request) => {
    const id = String(request.headers['x-user']);
    request.user = { id, name: 'Somebody', userType: 'Student', sessionId: 'sess' };
  });
  await app.register(chatRoutes, { deps: fixture.deps });
  type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  const call = async (userId: string, method: Method, url: string, body?: object) => {
    const reply = await app.inject({
      method,
      url,
      headers: { 'x-user': userId },
      ...(body && { payload: body }),
    });
    return { status: reply.statusCode, ...reply.json(), type: reply.headers['content-type'] };
  };

  t.test('a room is created, changed and deleted', async (t) => {
    const created = await call(ada, 'POST', '/chat/rooms', {
      room_type: 'group',
      name: 'Choir',
      member_ids: [bob],
    });
    t.match(created, { status: 201, success: true, data: { name: 'Choir', my_role: 'owner', last_seq: 1 } });
    t.match(created.type, 'application/json');
    t.doesNotThrow(() => compileSchema(Room)(created.data));
    const at = `/chat/rooms/${created.data.id}`;
    t.match(await call(bob, 'GET', '/chat/rooms'), {
      status: 200,
      data: [{ id: created.data.id }],
      page: { next_cursor: null, has_more: false },
    });
    t.match(await call(ada, 'PATCH', at, { name: 'Big choir', muted: true }), {
      status: 200,
      data: { name: 'Big choir', muted: true },
    });
    t.match(await call(ada, 'PATCH', at, {}), { status: 400, error: { code: 'VALIDATION_FAILED' } });
    const cyd = await fixture.user('Cyd');
    t.match(await call(ada, 'POST', `${at}/members`, { user_ids: [cyd] }), {
      status: 201,
      data: [{ user_id: cyd }],
    });
    t.match(await call(ada, 'POST', `${at}/members`, { user_ids: [cyd] }), { status: 200 });
    t.match(await call(ada, 'PATCH', `${at}/members/${cyd}`, { role: 'admin' }), { data: { role: 'admin' } });
    t.equal((await call(cyd, 'GET', `${at}/members?limit=2`)).data.length, 2);
    t.match(await call(bob, 'DELETE', `${at}/members/${bob}`), { status: 200, success: true, data: {} });
    t.match(await call(bob, 'GET', at), { status: 404, error: { code: 'ROOM_NOT_FOUND' } });
    t.match(await call(cyd, 'DELETE', at), { status: 403 });
    t.match(await call(ada, 'DELETE', at), { status: 200, data: {} });
    t.match(await call(ada, 'GET', at), { status: 404 });
  });

  t.test('a second request for a direct room returns 200 with the first room', async (t) => {
    const body = (other: string) => ({ room_type: 'direct', member_ids: [other] });
    const first = await call(ada, 'POST', '/chat/rooms', body(bob));
    const second = await call(bob, 'POST', '/chat/rooms', body(ada));
    t.match([first.status, second.status], [201, 200]);
    t.equal(first.data.id, second.data.id);
    t.equal(first.data.name, 'Ada & Bob');
  });

  t.test('a message is sent, changed, found and deleted', async (t) => {
    const at = `/chat/rooms/${await fixture.group(ada, [bob])}`;
    const body = { content: 'hello', client_msg_id: 'k' };
    const sent = await call(ada, 'POST', `${at}/messages`, body);
    t.match(sent, { status: 201, success: true, data: { seq: 2, content: 'hello' } });
    const repeated = await call(ada, 'POST', `${at}/messages`, body);
    t.equal(repeated.status, 200);
    t.same(repeated.data, sent.data);
    const message = `/chat/messages/${sent.data.id}`;
    t.same((await call(bob, 'GET', message)).data, sent.data);
    t.match(await call(ada, 'PATCH', message, { content: 'hi' }), { status: 200, data: { content: 'hi' } });
    const thumb = `${message}/reactions/${encodeURIComponent('👍🏽')}`;
    t.match(await call(bob, 'PUT', thumb), {
      status: 200,
      data: { reactions: [{ emoji: '👍🏽', user_ids: [bob] }] },
    });
    t.match(await call(bob, 'DELETE', thumb), { status: 200, data: { reactions: [] } });
    t.match(await call(bob, 'GET', `${at}/messages?limit=1`), {
      data: [{ content: 'hi' }],
      page: { has_more: false },
    });
    const found = await call(bob, 'GET', '/chat/search?q=HI');
    t.match(found, { data: [{ id: sent.data.id, room_name: 'Class 4b' }] });
    t.doesNotThrow(() => compileSchema(SearchHit)(found.data[0]));
    t.match(await call(ada, 'DELETE', message), { status: 200, data: { content: null } });
    t.match(await call(ada, 'PATCH', message, { content: 'x' }), {
      status: 409,
      error: { code: 'CONFLICT' },
    });
    const events = await call(bob, 'GET', `${at}/events?after=0&limit=2`);
    t.match(events, { data: [{ seq: 1 }, { seq: 2 }], page: { has_more: true, next_cursor: '2' } });
    t.match(await call(bob, 'GET', `${at}/events?after=6`), { status: 200, data: [] });
    t.match(await call(bob, 'GET', `${at}/events?after=7`), {
      status: 410,
      error: { code: 'RESYNC_REQUIRED' },
    });
    t.match(await call(bob, 'GET', `${at}/events`), {
      status: 400,
      error: { details: [{ field: '/after' }] },
    });
  });

  t.test(
    'marking messages as seen returns the unread count, and notifies the room if the cursor moved',
    async (t) => {
      const roomId = await fixture.group(ada, [bob]);
      const { id } = await fixture.send(ada, roomId);
      await fixture.send(ada, roomId);
      const notices: unknown[] = [];
      const subscription = subscribeToNotice(
        nc,
        NOTICES.seen,
        (notice) => void notices.push(notice),
        silentLogger,
      );
      t.teardown(() => subscription.stop());
      const seen = (body: object) => call(bob, 'PUT', `/chat/rooms/${roomId}/seen`, body);
      t.match(await seen({ message_id: id }), { status: 200, data: { last_seen_seq: 2, unread_count: 1 } });
      t.match(await seen({ seq: 1 }), { data: { last_seen_seq: 2, unread_count: 1 } });
      t.match(await seen({ seq: 99 }), { data: { last_seen_seq: 3, unread_count: 0 } });
      t.match(await seen({}), { status: 400 });
      t.match(await call(ada, 'GET', `/chat/messages/${id}/receipts`), {
        data: [{ user_id: bob, last_seen_seq: 3 }],
      });
      await nc.flush();
      t.match(notices, [
        { userId: bob, roomId, messageIds: [id], lastSeenSeq: 2 },
        { userId: bob, roomId, lastSeenSeq: 3 },
      ]);
      t.equal(notices.length, 2);
    },
  );

  t.test('a malformed id, number or body returns 400 and names the field', async (t) => {
    t.match(await call(ada, 'GET', '/chat/rooms/nonsense'), {
      status: 400,
      error: { code: 'VALIDATION_FAILED' },
    });
    t.match(await call(ada, 'GET', '/chat/rooms?limit=501'), {
      status: 400,
      error: { details: [{ field: '/limit' }] },
    });
    const roomId = await fixture.group(ada);
    const { id } = await fixture.send(ada, roomId);
    for (const list of [
      '/chat/rooms',
      `/chat/rooms/${roomId}/members`,
      `/chat/rooms/${roomId}/messages`,
      `/chat/messages/${id}/receipts`,
    ]) {
      t.match(await call(ada, 'GET', `${list}?cursor=x%00`), {
        status: 400,
        error: { details: [{ field: '/cursor' }] },
      });
    }
    t.match(await call(ada, 'GET', '/chat/search?q=x&cursor=%00'), { status: 400 });
    t.match(await call(ada, 'POST', '/chat/rooms', { room_type: 'group', member_ids: 'x' }), {
      status: 400,
      error: { details: [{ field: '/member_ids' }] },
    });
  });
});
