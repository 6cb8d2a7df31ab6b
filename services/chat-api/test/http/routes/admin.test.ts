import { GATEWAY_SAMPLES, PRESENCE_REQUESTS } from '@kcs/contracts';
import { connectRedis, newId, serveRequest } from '@kcs/service-kit';
import t from 'tap';
import { startApi } from '../../support/start-api.ts';

t.test('administration routes return statistics and dead letters', async (t) => {
  const api = await startApi(t);
  const ada = await api.user();
  const presenceStats = {
    totalConnections: 3,
    totalUsers: 2,
    activeChatRooms: 1,
    message: 'Real-time chat statistics',
    timestamp: '2026-01-31T12:00:00.000Z',
    partial: false,
    missing: [],
    gateways: [{ id: 'g1', connections: 3, users: 2, rooms: 1, uptime_s: 5, draining: false }],
  };

  t.test(
    'the statistics route asks the presence service, and returns 503 while that service is unavailable',
    async (t) => {
      const unavailableResponse = await api.admin.rest('GET', '/chat/admin/websocket-stats');
      t.match(unavailableResponse, { status: 503, body: { error: { code: 'UNAVAILABLE' } } });
      t.ok(Number(unavailableResponse.headers.get('retry-after')) >= 1);
      const presenceService = serveRequest(api.bus, PRESENCE_REQUESTS.stats, {
        queue: 'presence',
        logger: api.deps.logger,
        handler: async () => presenceStats,
      });
      t.teardown(() => presenceService.stop());
      await api.bus.flush();
      t.match(await api.admin.rest('GET', '/chat/admin/websocket-stats'), {
        status: 200,
        body: { success: true, data: presenceStats },
      });
      t.match(await ada.rest('GET', '/chat/admin/websocket-stats'), {
        status: 403,
        body: { error: { code: 'FORBIDDEN' } },
      });
      t.equal((await api.rest('GET', '/chat/admin/websocket-stats')).status, 401);
    },
  );

  t.test('dead letters are listed newest first, page by page', async (t) => {
    const deadLetters = Array.from({ length: 5 }, (_, n) => ({
      id: newId('notif').replace('notif', 'dead'),
      source: 'test',
      subject: `chat.notify.user.${n}`,
      reason: 'malformed',
      payload: '{',
    }));
    deadLetters.sort((a, b) => (a.id < b.id ? -1 : 1));
    await api.deps.db.prisma.deadLetter.createMany({ data: deadLetters });
    const firstPage = await api.admin.rest('GET', '/chat/admin/dead-letters?limit=3');
    t.equal(firstPage.status, 200);
    const secondPage = await api.admin.rest(
      'GET',
      `/chat/admin/dead-letters?limit=3&cursor=${firstPage.body.page.next_cursor}`,
    );
    const listedIds = [...firstPage.body.data, ...secondPage.body.data].map(
      (letter: { id: string }) => letter.id,
    );
    t.same(listedIds, deadLetters.map(({ id }) => id).reverse());
    t.same(secondPage.body.page, { next_cursor: null, has_more: false });
    t.match(firstPage.body.data[0], { source: 'test', reason: 'malformed', created_at: /Z$/ });
    t.equal((await ada.rest('GET', '/chat/admin/dead-letters')).status, 403);
  });

  t.test('metrics contain the samples of the requested minutes, per gateway (ADMIN-9)', async (t) => {
    const url = api.servers.redis.urlOf('admin');
    const redis = await connectRedis({ url, name: 'admin', logger: api.deps.logger });
    t.teardown(() => redis.destroy());
    const sample = { connections: 3, users: 2, rooms: 1, messages_per_s: 1.5, events_per_s: 4 };
    const stored = { ...sample, lag_mean_ms: 3.2, lag_max_ms: null };
    const now = Date.now();
    const { REDIS_KEY } = GATEWAY_SAMPLES;
    for (const [id, agesS] of [
      ['gateway-1', [3_000, 100, 10]],
      ['gateway-2', [3_000]],
    ] as const) {
      await redis.zAdd(REDIS_KEY, { score: now - Math.min(...agesS) * 1_000, value: id });
      const entries = agesS.map((ageS) => `${now - ageS * 1_000} ${JSON.stringify(stored)}`);
      await redis.rPush(`${REDIS_KEY}:${id}`, [...entries, `${now} {"from":"another version"}`]);
    }
    const readMetrics = async (query = '') =>
      (await api.admin.rest('GET', `/admin/metrics${query}`)).body.data;
    t.same(await readMetrics('?minutes=5'), {
      interval_s: 10,
      gateways: [
        {
          id: 'gateway-1',
          samples: [100, 10].map((ageS) => ({ time: new Date(now - ageS * 1_000).toISOString(), ...stored })),
        },
      ],
    });
    t.same(
      (await readMetrics()).gateways.map(({ samples }: { samples: object[] }) => samples.length),
      [3, 1],
      'without a parameter, the samples of the last hour',
    );
    t.equal((await api.admin.rest('GET', '/admin/metrics?minutes=61')).status, 400);
    t.equal((await ada.rest('GET', '/admin/metrics')).status, 403);
    await api.servers.redis.stop();
    t.match(await api.admin.rest('GET', '/admin/metrics'), { status: 503 });
    await api.servers.redis.start();
  });

  t.test('rooms are listed for Admins without content, newest first (ADMIN-8)', async (t) => {
    const { rest } = ada;
    const createRoom = async (body: object) => (await rest('POST', '/chat/rooms', body)).body.data.id;
    const bob = await api.user({ name: 'Bob Room' });
    const oldId = await createRoom({ room_type: 'group', name: 'Old café room', member_ids: [bob.id] });
    const directId = await createRoom({ room_type: 'direct', member_ids: [bob.id] });
    const deletedId = await createRoom({ room_type: 'group', name: 'Deleted room', member_ids: [] });
    const newId = await createRoom({ room_type: 'group', name: 'New room', member_ids: [] });
    await rest('POST', `/chat/rooms/${oldId}/messages`, { content: 'secret-content' });
    await rest('DELETE', `/chat/rooms/${deletedId}`);
    const listRooms = async (query: string) => (await api.admin.rest('GET', `/admin/rooms?${query}`)).body;
    const firstPage = await listRooms('limit=2');
    t.match(firstPage.data, [
      { id: newId, name: 'New room', room_type: 'group', member_count: 1 },
      { id: directId, name: 'Person 1 & Bob Room', room_type: 'direct', member_count: 2 },
    ]);
    const lastPage = await listRooms(`limit=2&cursor=${firstPage.page.next_cursor}`);
    t.match(lastPage, { data: [{ id: oldId, last_seq: 2 }], page: { has_more: false } });
    t.notMatch(JSON.stringify(lastPage), /secret-content/);
    const findIds = async (query: string) =>
      (await listRooms(query)).data.map(({ id }: { id: string }) => id);
    t.same(await findIds('search=ROOM cafe'), [oldId]);
    t.same(await findIds('search=room'), [newId, oldId], 'a search finds neither direct nor deleted rooms');
    t.same(await findIds(`user_id=${bob.id}`), [directId, oldId]);
    t.equal((await api.admin.rest('GET', '/admin/rooms?cursor=x')).status, 400);
    t.equal((await rest('GET', '/admin/rooms')).status, 403);
  });
});
