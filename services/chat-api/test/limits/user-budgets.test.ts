import { connectRedis, newId } from '@kcs/service-kit';
import t from 'tap';
import { startApiOnSharedServers } from '../support/shared-api.ts';
import { silentLogger } from '../support/start-fixture.ts';

/** Routes that change a room's data without appending an event. They do not count against the change budget. */
const ROUTES_WITHOUT_EVENTS = ['PUT /chat/rooms/{id}/seen', 'POST /chat/rooms/{id}/meetings'];

t.test('each user has limited budgets for changes, new rooms, and added members', async (t) => {
  const api = await startApiOnSharedServers(t, {
    NEW_ROOMS_PER_HOUR_PER_USER: '2',
    ADDED_PEOPLE_PER_HOUR_PER_USER: '4',
  });
  const createGroupBody = (member_ids: string[] = []) => ({ room_type: 'group', name: 'Choir', member_ids });

  t.test('LIM-1: every route that appends an event to a room counts against the change budget', async (t) => {
    const redis = await connectRedis({
      url: api.servers.redis.urlOf('admin'),
      name: 'test',
      logger: silentLogger,
    });
    t.teardown(() => redis.destroy());
    // A replica with such a low limit grants no change without asking Redis.
    const replica = await api.replica({ MESSAGES_PER_SECOND_PER_USER: '3' });
    const ada = await replica.logIn((await api.user()).email);
    const bob = await api.user();
    const room = (await ada.rest('POST', '/chat/rooms', createGroupBody([bob.id]))).body.data;
    const message = (await ada.rest('POST', `/chat/rooms/${room.id}/messages`, { content: 'hello' })).body
      .data;
    const pathParameterValues: Record<string, string> = { user_id: bob.id, emoji: '👍' };
    const bodyByRoute: Record<string, object> = {
      'POST /chat/rooms': createGroupBody(),
      'PATCH /chat/rooms/{id}': { name: 'Big choir' },
      'POST /chat/rooms/{id}/members': { user_ids: [(await api.user()).id] },
      'PATCH /chat/rooms/{id}/members/{user_id}': { role: 'admin' },
      'POST /chat/rooms/{id}/messages': { content: 'again' },
      'PATCH /chat/messages/{id}': { content: 'edited' },
    };
    const { paths } = (await api.rest('GET', '//docs/json')).body;
    const changeRoutes = Object.entries(paths as Record<string, Record<string, { responses: object }>>)
      .filter(([path]) => /\/chat\/(rooms|messages)/.test(path))
      .flatMap(([path, methods]) =>
        Object.entries(methods)
          .filter(([method, { responses }]) => method !== 'get' && !('501' in responses))
          .map(([method]) => `${method.toUpperCase()} ${path.replace(/^\/api\/v1/, '')}`),
      )
      .filter((route) => !ROUTES_WITHOUT_EVENTS.includes(route));
    t.ok(changeRoutes.length >= 11, changeRoutes.join(', '));

    const thisSecond = Math.floor(Date.now() / 1_000);
    const countKeys = Array.from({ length: 60 }, (_, n) => `kcs:limit:messages:${ada.id}:${thisSecond + n}`);
    await Promise.all(countKeys.map((key) => redis.set(key, '1000', { EX: 60 })));
    for (const route of changeRoutes) {
      const [method = '', path = ''] = route.split(' ');
      const targetId = path.startsWith('/chat/messages') ? message.id : room.id;
      const url = path.replace(/\{(\w+)\}/g, (_, name) =>
        name === 'id' ? targetId : pathParameterValues[name],
      );
      const response = await ada.rest(method, url, bodyByRoute[route]);
      t.match(response, { status: 429, body: { error: { code: 'RATE_LIMITED' } } }, route);
      t.ok(Number(response.headers.get('retry-after')) >= 1, `${route} says how long to wait`);
    }
    t.equal((await ada.rest('GET', `/chat/rooms/${room.id}`)).body.data.last_seq, 2, 'nothing was appended');
    const muteResponse = await ada.rest('PATCH', `/chat/rooms/${room.id}`, { muted: true });
    t.equal(muteResponse.status, 429, 'muting counts too, because it reaches all sockets of the user');
    await redis.del(countKeys);
    t.equal((await ada.rest('PATCH', `/chat/messages/${message.id}`, { content: 'edited' })).status, 200);
  });

  t.test(
    'LIM-8: a user can create a limited number of rooms per hour, and an Admin ten times as many',
    async (t) => {
      const ada = await api.user();
      const bob = await api.user();
      const directRoomBody = { room_type: 'direct', member_ids: [bob.id] };
      t.equal(
        (await ada.rest('POST', '/chat/rooms', { ...directRoomBody, member_ids: [newId('user')] })).status,
        404,
      );
      t.equal(
        (await ada.rest('POST', '/chat/rooms', directRoomBody)).status,
        201,
        'a failed attempt does not count',
      );
      t.equal((await ada.rest('POST', '/chat/rooms', createGroupBody())).status, 201);
      const refusedResponse = await ada.rest('POST', '/chat/rooms', createGroupBody());
      t.match(refusedResponse, { status: 429, body: { error: { message: /at most 2 rooms per hour/ } } });
      t.ok(Number(refusedResponse.headers.get('retry-after')) > 3_000);
      t.equal(
        (await ada.rest('POST', '/chat/rooms', directRoomBody)).status,
        200,
        'an existing room can be opened',
      );
      for (let n = 0; n < 3; n += 1) {
        t.equal((await api.admin.rest('POST', '/chat/rooms', createGroupBody())).status, 201);
      }
    },
  );

  t.test(
    'LIM-8: a user can add a limited number of people per hour, and existing members do not count',
    async (t) => {
      const ada = await api.user();
      const memberIds = await Promise.all(Array.from({ length: 5 }, async () => (await api.user()).id));
      const [one = '', two = '', ...rest] = memberIds;
      const { id } = (await ada.rest('POST', '/chat/rooms', createGroupBody([one, two]))).body.data;
      const addMembers = (user_ids: string[]) => ada.rest('POST', `/chat/rooms/${id}/members`, { user_ids });
      t.match(await addMembers(rest), {
        status: 429,
        body: { error: { message: /at most 4 people to rooms per hour/ } },
      });
      t.equal(
        (await addMembers([one, two, ...rest.slice(0, 2)])).status,
        201,
        'a refused attempt does not count',
      );
      t.equal((await addMembers([one, two])).status, 200, 'members can be added again');
      t.equal((await addMembers(rest)).status, 429);
      t.equal((await ada.rest('POST', '/chat/rooms', createGroupBody([one]))).status, 429, 'at creation too');
      t.equal((await ada.rest('POST', '/chat/rooms', createGroupBody())).status, 201);
    },
  );
});
