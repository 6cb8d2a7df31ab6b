import { PRESENCE_REQUESTS } from '@kcs/contracts';
import { newId, serveRequest } from '@kcs/service-kit';
import t from 'tap';
import { getSharedApi } from '../../support/shared-api.ts';

t.test('administration routes return statistics and dead letters', async (t) => {
  const api = await getSharedApi();
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
});
