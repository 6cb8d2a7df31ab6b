import { randomBytes } from 'node:crypto';
import pg from 'pg';
import t, { type Test } from 'tap';
import { verifyAuditLog } from '../../src/audit/verify-audit-log.ts';
import { applyMigrations } from '../../src/database/migrator/apply-migrations.ts';
import { maintainEventPartitions } from '../../src/upkeep/maintain-partitions.ts';
import { purgeExpiredData } from '../../src/upkeep/purge-expired.ts';
import { runMain } from '../support/run-main.ts';
import { startApi } from '../support/start-api.ts';

t.test('administrative actions are recorded in an audit log (ADMIN-6)', async (t) => {
  const api = await startApi(t);
  const { admin } = api;
  const runAsOwner = (sql: string) => runSql(api.databaseUrl, sql);
  const listEntries = async () => (await admin.rest('GET', '/admin/audit?limit=100')).body.data;

  t.test('each action has an entry with ids and without names, emails, or passwords', async (t) => {
    const ada = await api.user({ name: 'Ada Marker' });
    await admin.rest('PATCH', `/users/${ada.id}`, { name: 'Ada Renamed-Marker', user_type: 'Teacher' });
    const { body: account } = await admin.rest('POST', '/service-accounts', {
      name: 'timetable',
      scopes: ['tokens:create', 'notifications:write'],
    });
    const accountId = account.data.id;
    const { token } = account.data;
    const { body: issued } = await api.rest('POST', '/service-accounts/me/user-tokens', {
      ...{ token, body: { subject: 'subject-marker', name: 'Issued Marker' } },
    });
    await admin.rest('POST', `/service-accounts/${accountId}/nats-credentials`);
    await admin.rest('POST', `/service-accounts/${accountId}/rotate`);
    await admin.rest('PATCH', `/service-accounts/${accountId}`, { scopes: [] });
    await admin.rest('DELETE', `/service-accounts/${accountId}`);
    await runAsOwner(`INSERT INTO dead_letters (id, source, subject, reason, payload)
      VALUES ('00000000000000000000000000', 'timetable', 'x', 'malformed', 'payload-marker')`);
    await admin.rest('DELETE', '/admin/dead-letters/00000000000000000000000000');
    t.equal((await ada.rest('GET', '/admin/audit')).status, 403);
    await admin.rest('DELETE', `/users/${ada.id}/sessions`);
    const entries = await listEntries();
    const byAdmin = { actor_id: admin.id };
    const onAccount = { ...byAdmin, target_id: accountId };
    t.match(entries.toReversed(), [
      { seq: 1, action: 'user.created', ...byAdmin, target_id: ada.id, details: { user_type: 'Student' } },
      { action: 'user.updated', target_id: ada.id, details: { name_changed: true, user_type: 'Teacher' } },
      { action: 'service-account.created', ...onAccount, details: { scopes: account.data.scopes } },
      {
        ...{ action: 'service-account.user-token-issued', actor_id: accountId },
        target_id: issued.data.user_id,
      },
      { action: 'service-account.credentials-issued', ...onAccount },
      { action: 'service-account.token-rotated', ...onAccount },
      { action: 'service-account.updated', ...onAccount, details: { scopes: [] } },
      { action: 'service-account.deleted', ...onAccount },
      { seq: 9, action: 'dead-letter.deleted', ...byAdmin, target_id: '00000000000000000000000000' },
      { action: 'user.sessions-ended', ...byAdmin, target_id: ada.id, details: { count: 1 } },
    ]);
    t.notMatch(JSON.stringify(entries), /marker|timetable|@|password"/i);
    const { body: firstPage } = await admin.rest('GET', '/admin/audit?limit=5');
    const nextPath = `/admin/audit?limit=5&cursor=${firstPage.page.next_cursor}`;
    const { body: lastPage } = await admin.rest('GET', nextPath);
    t.same([...firstPage.data, ...lastPage.data], entries);
    t.equal((await admin.rest('GET', '/admin/audit?cursor=x')).status, 400);
  });

  t.test('a refused action has no entry', async (t) => {
    const entriesBefore = await listEntries();
    t.equal((await admin.rest('PATCH', `/users/${admin.id}`, { active: false })).status, 409);
    t.same(await listEntries(), entriesBefore);
  });

  t.test('concurrent actions on two replicas form one chain', async (t) => {
    const people = await Promise.all([api.user(), api.user()]);
    const replica = await api.replica();
    const changes = Array.from({ length: 8 }, (_, index) => {
      const path = `/users/${people[index % 2]?.id}`;
      const body = { name: `Person ${index}` };
      return (index < 4 ? api : replica).rest('PATCH', path, { token: admin.token, body });
    });
    for (const { status } of await Promise.all(changes)) t.equal(status, 200);
    t.match(await verifyAuditLog(api.deps), { problem: undefined, end: { seq: 20n } });
  });

  t.test('chat-api works as a role that can neither change nor remove entries', (t) =>
    checkServiceRole(t, api, runAsOwner),
  );

  t.test('the verify program notices changed, missing, and removed entries', async (t) => {
    const env = { DATABASE_URL: api.databaseUrl };
    const intactRun = runMain(t, 'verify-audit.js', env);
    t.equal(await intactRun.exit, 0, intactRun.lines.join('\n'));
    const position = intactRun.lines[0]?.split(' ').at(-1) ?? '';
    t.match(position, /^\d+:[0-9a-f]{64}$/);
    const [earlierSeqText, earlierHash = ''] = position.split(':');
    const earlier = { seq: BigInt(earlierSeqText ?? ''), hash: earlierHash };
    const findProblem = async () => (await verifyAuditLog(api.deps, earlier)).problem;
    t.equal(await findProblem(), undefined);
    await runAsOwner(`UPDATE audit_log SET actor_id = 'someone' WHERE seq = 3`);
    t.equal(await findProblem(), 'entry 3 was changed');
    await runAsOwner(`UPDATE audit_log SET actor_id = '${admin.id}' WHERE seq = 3`);
    for (const seq of [0, -7]) {
      await runAsOwner(`INSERT INTO audit_log SELECT ${seq}, created_at, action, actor_id, target_id, details,
        previous_hash, hash FROM audit_log WHERE seq = 1`);
      t.equal(await findProblem(), `entry ${seq} was inserted`);
      await runAsOwner('DELETE FROM audit_log WHERE seq < 1');
    }
    await runAsOwner(`DELETE FROM audit_log WHERE seq = ${earlier.seq}`);
    t.equal((await verifyAuditLog(api.deps)).problem, undefined, 'the chain alone cannot show a missing end');
    t.match(await findProblem(), /the log ends at entry \d+, but entry \d+ existed earlier/);
    await runAsOwner('DELETE FROM audit_log WHERE seq = 2');
    const brokenRun = runMain(t, 'verify-audit.js', env);
    t.equal(await brokenRun.exit, 1);
    t.match(brokenRun.lines.join('\n'), /The audit log was changed: entry 2 is missing/);
  });
});

async function checkServiceRole(
  t: Test,
  api: Awaited<ReturnType<typeof startApi>>,
  runAsOwner: (sql: string) => Promise<unknown[]>,
): Promise<void> {
  const serviceRole = { name: `kcs_role_${randomBytes(6).toString('hex')}`, password: 'chosen-by-test' };
  await applyMigrations(api.databaseUrl, { serviceRole });
  t.teardown(() => runAsOwner(`DROP OWNED BY ${serviceRole.name}; DROP ROLE ${serviceRole.name}`));
  const roleUrl = new URL(api.databaseUrl);
  roleUrl.username = serviceRole.name;
  roleUrl.password = serviceRole.password;
  const runAsRole = (sql: string) => runSql(roleUrl.href, sql);
  const replica = await api.replica({ DATABASE_URL: roleUrl.href });
  const callAsAdmin = (method: string, path: string, body?: unknown) =>
    replica.rest(method, path, { token: api.admin.token, body });
  const newRoom = { name: 'Staff room', room_type: 'group', member_ids: [] };
  const { status, body: room } = await callAsAdmin('POST', '/chat/rooms', newRoom);
  t.equal(status, 201, JSON.stringify(room));
  const message = { content: 'Hello' };
  t.equal((await callAsAdmin('POST', `/chat/rooms/${room.data.id}/messages`, message)).status, 201);
  t.equal((await callAsAdmin('PATCH', `/users/${api.admin.id}`, { name: 'Head' })).status, 200);
  await runAsOwner(`CREATE TABLE room_events_old PARTITION OF room_events
    FOR VALUES FROM ('2020-01-06 00:00Z') TO ('2020-01-13 00:00Z')`);
  await maintainEventPartitions(replica.deps.db, 30);
  t.same(await runAsOwner(`SELECT FROM pg_class WHERE relname = 'room_events_old'`), []);
  await runAsOwner(`INSERT INTO room_events_default (room_id, seq, kind, data, created_at)
    VALUES ('room_x', 1, 'message-created', '{}', '2019-01-01Z')`);
  await purgeExpiredData(replica.deps.db, 30);
  t.same(await runAsOwner('SELECT FROM room_events_default'), [], 'chat-api deletes expired events');
  for (const sql of [
    `UPDATE audit_log SET actor_id = 'someone'`,
    'DELETE FROM audit_log',
    'TRUNCATE audit_log',
    'DROP TABLE audit_log',
    'ALTER TABLE audit_log RENAME TO audit_log_2',
    'CREATE TABLE other ()',
    'DELETE FROM schema_migrations',
  ])
    await t.rejects(runAsRole(sql), { code: '42501' }, sql);
  await applyMigrations(api.databaseUrl, { serviceRole: { ...serviceRole, password: 'replaced' } });
  await t.rejects(runAsRole('SELECT'), { code: '28P01' }, 'the migrate job replaces the password');
}

async function runSql(url: string, sql: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query(sql)).rows;
  } finally {
    await client.end();
  }
}
