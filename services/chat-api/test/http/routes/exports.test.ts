import t from 'tap';
import type { ExportDeps } from '../../../src/exports/export-deps.ts';
import { readExportPartsAsAdmin } from '../../../src/exports/queries/read-export-parts.ts';
import { runExports } from '../../../src/exports/run-exports.ts';
import { exportRoutes } from '../../../src/http/routes/exports.ts';
import { createHttpServer } from '../../../src/http/server/create-http-server.ts';
import { getSharedApi } from '../../support/shared-api.ts';
import { silentLogger } from '../../support/start-fixture.ts';

t.test('an Admin exports the data of a room over REST (ADMIN-5)', async (t) => {
  const api = await getSharedApi();
  const ann = await api.user({ name: 'Ann Export' });
  const { admin } = api;
  const roomId = (
    await ann.rest('POST', '/chat/rooms', { name: 'Chess', room_type: 'group', member_ids: [] })
  ).body.data.id;
  await ann.rest('POST', `/chat/rooms/${roomId}/messages`, { content: 'Grüße ♞' });

  for (const body of [{}, { user_id: ann.id, room_id: roomId }, { room_id: 'x' }])
    t.equal((await admin.rest('POST', '/admin/exports', body)).status, 400);
  const requested = await admin.rest('POST', '/admin/exports', { room_id: roomId });
  t.match(requested, {
    status: 202,
    body: { data: { user_id: null, room_id: roomId, requested_by: admin.id } },
  });
  const path = `/admin/exports/${requested.body.data.id}`;
  for (const [method, route] of [
    ['POST', '/admin/exports'],
    ['GET', '/admin/exports'],
    ['GET', path],
    ['GET', `${path}/content`],
    ['DELETE', path],
  ] as const) {
    const body = method === 'POST' ? { room_id: roomId } : undefined;
    t.equal((await ann.rest(method, route, body)).status, 403, `${method} ${route}`);
  }

  while ((await admin.rest('GET', path)).body.data.status !== 'completed')
    await runExports(api.deps, new AbortController().signal);
  const { data } = (await admin.rest('GET', path)).body;
  t.match((await admin.rest('GET', '/admin/exports?limit=1')).body.data, [data]);
  const replica = await api.replica();
  const response = await fetch(`${replica.url}/api/v1${path}/content`, {
    headers: { authorization: `Bearer ${admin.token}` },
  });
  t.match(Object.fromEntries(response.headers), {
    'content-type': /application\/json/,
    'content-length': String(data.bytes),
    'content-disposition': `attachment; filename="${data.id}.json"`,
    'cache-control': 'no-store',
  });
  t.match(await response.json(), {
    ...{ export_id: data.id, room: { name: 'Chess' }, members: [{ name: 'Ann Export' }] },
    messages: [{ content: 'Grüße ♞' }],
  });

  const head = await fetch(`${replica.url}/api/v1${path}/content`, {
    method: 'HEAD',
    headers: { authorization: `Bearer ${admin.token}`, range: 'bytes=0-9' },
  });
  t.match(
    { status: head.status, headers: Object.fromEntries(head.headers) },
    { status: 200, headers: { 'content-length': String(data.bytes) } },
    'HEAD is not a download',
  );

  for (const endRights of [
    (id: string) => admin.rest('PATCH', `/users/${id}`, { user_type: 'Teacher' }),
    (id: string) => admin.rest('DELETE', `/users/${id}/sessions`),
  ]) {
    const otherAdmin = await api.user({ user_type: 'Admin' });
    const [session] = (await otherAdmin.rest('GET', '/auth/sessions')).body.data;
    const parts = readExportPartsAsAdmin(api.deps, { exportId: data.id, sessionId: session.id });
    t.match((await parts.next()).value, /kcs-chat-export/);
    await endRights(otherAdmin.id);
    await t.rejects(parts.next(), { code: 'FORBIDDEN' }, 'a download ends with the rights of the Admin');
  }

  t.equal((await admin.rest('DELETE', path)).status, 200);
  t.match((await admin.rest('GET', path)).body.data, { status: 'discarded' });
  t.match(await admin.rest('GET', `${path}/content`), { status: 409, body: { error: { code: 'CONFLICT' } } });
  const { data: allEntries } = (await admin.rest('GET', '/admin/audit?limit=20')).body;
  const entries = allEntries.filter(({ action }: { action: string }) => action.startsWith('export.'));
  t.match(
    entries.slice(0, 3),
    ['export.deleted', 'export.downloaded', 'export.requested'].map((action) => ({
      ...{ action, actor_id: admin.id, target_id: roomId, details: { export_id: data.id } },
    })),
  );
  const missing = `/admin/exports/export_${'0'.repeat(26)}`;
  t.match(await admin.rest('GET', missing), { status: 404, body: { error: { code: 'EXPORT_NOT_FOUND' } } });
});

t.test('a HEAD request for the content reads none of it', async (t) => {
  const completed = { userId: 'user_1', completedAt: '2026-01-01T00:00:00.000Z', bytes: 1_000n };
  let readPartCount = 0;
  const prisma = {
    $queryRaw: async (texts: readonly string[]) => {
      if (texts.join('').includes('export_parts')) readPartCount += 1;
      return [{ ...completed, content: 'x', parts: 1_000, now: new Date(), seq: null, hash: null }];
    },
    $executeRaw: async () => 1,
  };
  const db = {
    prisma,
    transaction: (work: (tx: typeof prisma) => unknown) => work(prisma),
  } as unknown as ExportDeps['db'];
  const server = createHttpServer(silentLogger);
  t.teardown(() => server.close());
  server.decorateRequest('user', { getter: () => ({ id: 'user_2' }) as never });
  await server.register(exportRoutes, { deps: { db } });
  const url = await server.listen({ host: '127.0.0.1', port: 0 });
  const contentUrl = `${url}/admin/exports/export_${'0'.repeat(26)}/content`;
  for (let attempt = 0; attempt < 3; attempt += 1) {
    const { status, headers } = await fetch(contentUrl, { method: 'HEAD' });
    t.match({ status, length: headers.get('content-length') }, { status: 200, length: '1000' });
  }
  t.equal(readPartCount, 0);
});

t.test('a download does not keep the service from stopping', async (t) => {
  const completed = { userId: 'user_1', completedAt: '2026-01-01T00:00:00.000Z', bytes: 1_000_000_000n };
  const part = { content: 'x'.repeat(100_000), parts: 1_000_000 };
  const rows = [{ ...completed, ...part, now: new Date(), seq: null, hash: null }];
  const database = { $queryRaw: async () => rows, $executeRaw: async () => 1 };
  const db = {
    prisma: database,
    transaction: (work: (tx: typeof database) => unknown) => work(database),
  } as unknown as ExportDeps['db'];
  const server = createHttpServer(silentLogger);
  server.decorateRequest('user', { getter: () => ({ id: 'user_2' }) as never });
  await server.register(exportRoutes, { deps: { db } });
  const url = await server.listen({ host: '127.0.0.1', port: 0 });
  const { body } = await fetch(`${url}/admin/exports/export_${'0'.repeat(26)}/content`);
  await body?.getReader().read();
  const startedAt = performance.now();
  await server.close();
  const closeMs = performance.now() - startedAt;
  t.ok(closeMs < 10_000, `closed after ${closeMs} ms`);
});
