import { NOTICES, Room, SearchHit } from '@kcs/contracts';
import { compileSchema, subscribeToNotice } from '@kcs/service-kit';
import t from 'tap';
import { errorsPlugin } from '../../../src/http/plugins/errors.ts';
import { requestScopePlugin } from '../../../src/http/plugins/request-scope.ts';
import { chatRoutes } from '../../../src/http/routes/chat-routes.ts';
import { createHttpServer } from '../../../src/http/server/create-http-server.ts';
import { validationPlugin } from '../../../src/http/validation/validation.ts';
import { silentLogger, startBus, startFixture } from '../../support/start-fixture.ts';

t.test('rooms and messages can be managed over REST', async (t) => {
  const { nc } = await startBus(t);
  const fixture = await startFixture(t, { nc });
  const ada = await fixture.user('Ada');
  const bob = await fixture.user('Bob');
  const app = createHttpServer(silentLogger);
  t.teardown(() => app.close());
  await app.register(errorsPlugin);
  await app.register(validationPlugin);
  await app.register(requestScopePlugin);
  app.addHook('onRequest', async (request) => {
    const userId = String(request.headers['x-user']);
    request.user = { id: userId, name: 'Somebody', userType: 'Student', sessionId: 'sess' };
  });
  await app.register(chatRoutes, { deps: fixture.deps });
  type HttpMethod = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  const callAsUser = async (userId: string, method: HttpMethod, url: string, body?: object) => {
    const response = await app.inject({
      method,
      url,
      headers: { 'x-user': userId },
      ...(body && { payload: body }),
    });
    return { status: response.statusCode, ...response.json(), type: response.headers['content-type'] };
  };

  t.test('a room can be created, changed, and deleted over REST', async (t) => {
    const createResponse = await callAsUser(ada, 'POST', '/chat/rooms', {
      room_type: 'group',
      name: 'Choir',
      member_ids: [bob],
    });
    t.match(createResponse, {
      status: 201,
      success: true,
      data: { name: 'Choir', my_role: 'owner', last_seq: 1 },
    });
    t.match(createResponse.type, 'application/json');
    t.doesNotThrow(() => compileSchema(Room)(createResponse.data));
    const roomUrl = `/chat/rooms/${createResponse.data.id}`;
    t.match(await callAsUser(bob, 'GET', '/chat/rooms'), {
      status: 200,
      data: [{ id: createResponse.data.id }],
      page: { next_cursor: null, has_more: false },
    });
    t.match(await callAsUser(ada, 'PATCH', roomUrl, { name: 'Big choir', muted: true }), {
      status: 200,
      data: { name: 'Big choir', muted: true },
    });
    t.match(await callAsUser(ada, 'PATCH', roomUrl, {}), {
      status: 400,
      error: { code: 'VALIDATION_FAILED' },
    });
    const cyd = await fixture.user('Cyd');
    t.match(await callAsUser(ada, 'POST', `${roomUrl}/members`, { user_ids: [cyd] }), {
      status: 201,
      data: [{ user_id: cyd }],
    });
    t.match(await callAsUser(ada, 'POST', `${roomUrl}/members`, { user_ids: [cyd] }), { status: 200 });
    t.match(await callAsUser(ada, 'PATCH', `${roomUrl}/members/${cyd}`, { role: 'admin' }), {
      data: { role: 'admin' },
    });
    t.equal((await callAsUser(cyd, 'GET', `${roomUrl}/members?limit=2`)).data.length, 2);
    t.match(await callAsUser(bob, 'DELETE', `${roomUrl}/members/${bob}`), {
      status: 200,
      success: true,
      data: {},
    });
    t.match(await callAsUser(bob, 'GET', roomUrl), { status: 404, error: { code: 'ROOM_NOT_FOUND' } });
    t.match(await callAsUser(cyd, 'DELETE', roomUrl), { status: 403 });
    t.match(await callAsUser(ada, 'DELETE', roomUrl), { status: 200, data: {} });
    t.match(await callAsUser(ada, 'GET', roomUrl), { status: 404 });
  });

  t.test('a second request for the same direct room returns 200 with the existing room', async (t) => {
    const createDirectRoomBody = (other: string) => ({ room_type: 'direct', member_ids: [other] });
    const firstResponse = await callAsUser(ada, 'POST', '/chat/rooms', createDirectRoomBody(bob));
    const secondResponse = await callAsUser(bob, 'POST', '/chat/rooms', createDirectRoomBody(ada));
    t.match([firstResponse.status, secondResponse.status], [201, 200]);
    t.equal(firstResponse.data.id, secondResponse.data.id);
    t.equal(firstResponse.data.name, 'Ada & Bob');
  });

  t.test('a message can be sent, changed, found, and deleted over REST', async (t) => {
    const roomUrl = `/chat/rooms/${await fixture.group(ada, [bob])}`;
    const messageBody = { content: 'hello', client_msg_id: 'k' };
    const sendResponse = await callAsUser(ada, 'POST', `${roomUrl}/messages`, messageBody);
    t.match(sendResponse, { status: 201, success: true, data: { seq: 2, content: 'hello' } });
    const repeatedResponse = await callAsUser(ada, 'POST', `${roomUrl}/messages`, messageBody);
    t.equal(repeatedResponse.status, 200);
    t.same(repeatedResponse.data, sendResponse.data);
    const messageUrl = `/chat/messages/${sendResponse.data.id}`;
    t.same((await callAsUser(bob, 'GET', messageUrl)).data, sendResponse.data);
    t.match(await callAsUser(ada, 'PATCH', messageUrl, { content: 'hi' }), {
      status: 200,
      data: { content: 'hi' },
    });
    const thumbReactionUrl = `${messageUrl}/reactions/${encodeURIComponent('👍🏽')}`;
    t.match(await callAsUser(bob, 'PUT', thumbReactionUrl), {
      status: 200,
      data: { reactions: [{ emoji: '👍🏽', user_ids: [bob] }] },
    });
    t.match(await callAsUser(bob, 'DELETE', thumbReactionUrl), { status: 200, data: { reactions: [] } });
    t.match(await callAsUser(bob, 'GET', `${roomUrl}/messages?limit=1`), {
      data: [{ content: 'hi' }],
      page: { has_more: false },
    });
    const searchResponse = await callAsUser(bob, 'GET', '/chat/search?q=HI');
    t.match(searchResponse, { data: [{ id: sendResponse.data.id, room_name: 'Class 4b' }] });
    t.doesNotThrow(() => compileSchema(SearchHit)(searchResponse.data[0]));
    t.match(await callAsUser(ada, 'DELETE', messageUrl), { status: 200, data: { content: null } });
    t.match(await callAsUser(ada, 'PATCH', messageUrl, { content: 'x' }), {
      status: 409,
      error: { code: 'CONFLICT' },
    });
    const eventsResponse = await callAsUser(bob, 'GET', `${roomUrl}/events?after=0&limit=2`);
    t.match(eventsResponse, { data: [{ seq: 1 }, { seq: 2 }], page: { has_more: true, next_cursor: '2' } });
    t.match(await callAsUser(bob, 'GET', `${roomUrl}/events?after=6`), { status: 200, data: [] });
    t.match(await callAsUser(bob, 'GET', `${roomUrl}/events?after=7`), {
      status: 410,
      error: { code: 'RESYNC_REQUIRED' },
    });
    t.match(await callAsUser(bob, 'GET', `${roomUrl}/events`), {
      status: 400,
      error: { details: [{ field: '/after' }] },
    });
  });

  t.test(
    'marking messages as seen returns the unread count, and notifies the room if the read cursor moves',
    async (t) => {
      const roomId = await fixture.group(ada, [bob]);
      const { id } = await fixture.send(ada, roomId);
      await fixture.send(ada, roomId);
      const seenNotices: unknown[] = [];
      const seenSubscription = subscribeToNotice(
        nc,
        NOTICES.seen,
        (notice) => void seenNotices.push(notice),
        silentLogger,
      );
      t.teardown(() => seenSubscription.stop());
      const markSeenAsBob = (body: object) => callAsUser(bob, 'PUT', `/chat/rooms/${roomId}/seen`, body);
      t.match(await markSeenAsBob({ message_id: id }), {
        status: 200,
        data: { last_seen_seq: 2, unread_count: 1 },
      });
      t.match(await markSeenAsBob({ seq: 1 }), { data: { last_seen_seq: 2, unread_count: 1 } });
      t.match(await markSeenAsBob({ seq: 99 }), { data: { last_seen_seq: 3, unread_count: 0 } });
      t.match(await markSeenAsBob({}), { status: 400 });
      t.match(await callAsUser(ada, 'GET', `/chat/messages/${id}/receipts`), {
        data: [{ user_id: bob, last_seen_seq: 3 }],
      });
      await nc.flush();
      t.match(seenNotices, [
        { userId: bob, roomId, messageIds: [id], lastSeenSeq: 2 },
        { userId: bob, roomId, lastSeenSeq: 3 },
      ]);
      t.equal(seenNotices.length, 2);
    },
  );

  t.test(
    'a malformed id, number, or body is refused with 400, and the response names the field',
    async (t) => {
      t.match(await callAsUser(ada, 'GET', '/chat/rooms/nonsense'), {
        status: 400,
        error: { code: 'VALIDATION_FAILED' },
      });
      t.match(await callAsUser(ada, 'GET', '/chat/rooms?limit=501'), {
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
        t.match(await callAsUser(ada, 'GET', `${list}?cursor=x%00`), {
          status: 400,
          error: { details: [{ field: '/cursor' }] },
        });
      }
      t.match(await callAsUser(ada, 'GET', '/chat/search?q=x&cursor=%00'), { status: 400 });
      t.match(await callAsUser(ada, 'POST', '/chat/rooms', { room_type: 'group', member_ids: 'x' }), {
        status: 400,
        error: { details: [{ field: '/member_ids' }] },
      });
    },
  );
});
