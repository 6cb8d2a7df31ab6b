// cspell:ignoreRegExp /zq[a-z]+zq/gi
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { jetstreamManager } from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/nats-core';
import pg from 'pg';
import t from 'tap';
import { verifyAuditLog } from '../../src/audit/verify-audit-log.ts';
import { ErasureClaim } from '../../src/erasure/erasure-claim.ts';
import { runErasures } from '../../src/erasure/run-erasures.ts';
import { runExports } from '../../src/exports/run-exports.ts';
import { fillSearchIndex } from '../../src/upkeep/fill-search-index.ts';
import { startApi } from '../support/start-api.ts';

/** Matches the made-up words that this test puts into every text of the person. */
const MARKER = /zq[a-z]+zq/g;
const MARKERS = [
  ...['zqnamezq', 'zqemailzq', 'zqtextzq', 'zqoldtextzq', 'zqmetadatazq', 'zqclientidzq', 'zqdeletedtextzq'],
  ...['zqdirecttextzq', 'zqnotificationzq', 'zqbrowserzq', 'zqdeadletterzq', 'zqissuerzq'],
];

t.test('a person can be erased (ERASE-1, ERASE-2)', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'kcs-erased-'));
  t.teardown(() => rm(folder, { recursive: true }));
  const erasedUsersFile = join(folder, 'erased-users.txt');
  const api = await startApi(t);
  const { admin } = api;
  const [ann, bob] = [await api.user({ name: 'Ann zqnamezq' }), await api.user({ name: 'Bob' })];
  const runSql = (sql: string) => runScript(api.databaseUrl, sql);
  const createRoom = async (body: unknown) => (await ann.rest('POST', '/chat/rooms', body)).body.data.id;
  const group = await createRoom({ name: 'Class', room_type: 'group', member_ids: [bob.id] });
  const direct = await createRoom({ room_type: 'direct', member_ids: [bob.id] });
  const send = async (by: typeof ann, roomId: string, body: object) =>
    (await by.rest('POST', `/chat/rooms/${roomId}/messages`, body)).body.data;
  const first = await send(ann, group, {
    content: 'zqoldtextzq',
    metadata: { note: 'zqmetadatazq' },
    client_msg_id: 'zqclientidzq',
  });
  const greeting = await send(bob, group, { content: 'Hello' });
  const question = await send(bob, group, { content: 'Is this a reply?', reply_to_id: first.id });
  await bob.rest('PUT', `/chat/messages/${first.id}/reactions/${encodeURIComponent('👍')}`);
  await ann.rest('PATCH', `/chat/messages/${first.id}`, { content: 'zqtextzq' });
  await ann.rest('PUT', `/chat/messages/${question.id}/reactions/${encodeURIComponent('🦩')}`);
  await ann.rest('PUT', `/chat/messages/${greeting.id}/reactions/${encodeURIComponent('🦩')}`);
  await bob.rest('PUT', `/chat/messages/${question.id}/reactions/${encodeURIComponent('👍')}`);
  const gone = await send(ann, group, { content: 'zqdeletedtextzq' });
  await ann.rest('DELETE', `/chat/messages/${gone.id}`);
  await send(ann, direct, { content: 'zqdirecttextzq' });
  await runSql(`
    UPDATE users SET email = 'zqemailzq@school.example', subject = '7', issuer = 'zqissuerzq' WHERE id = '${ann.id}';
    UPDATE sessions SET user_agent = 'zqbrowserzq' WHERE user_id = '${ann.id}';
    INSERT INTO notifications (id, source, producer_id, type, title, data, urgency, recipients, dead)
      VALUES ('notif_1', 'timetable', '1', 'note', 'zqnotificationzq', '{}', 'low', 1, 0);
    INSERT INTO notification_targets (target, created_at, notification_id) VALUES ('${ann.id}', now(), 'notif_1');
    INSERT INTO dead_letters (id, source, subject, reason, payload, document, dead_targets) VALUES
      ('email', 'timetable', 'x', 'y', '{"to":"ZQEMAILZQ@school.example","body":"zqdeadletterzq"}', NULL, NULL),
      ('email in document', 'timetable', 'x', 'y', '', '{"to":"ZQEMAILZQ@school.example"}\\377', NULL),
      ('identity', 'timetable', 'x', 'y', '', NULL, '[{"issuer":"zqissuerzq","subject":"7"}]'),
      ('other issuer', 'timetable', 'x', 'y', '', NULL, '[{"issuer":"other","subject":"7"}]'),
      ('number', 'timetable', 'x', 'y', '{"seq":17}', NULL, NULL)`);
  await fillSearchIndex(api.deps.db);
  const exportData = async (subject: object) => {
    const { data } = (await admin.rest('POST', '/admin/exports', subject)).body;
    const readStatus = async (): Promise<string> =>
      (await admin.rest('GET', `/admin/exports/${data.id}`)).body.data.status;
    while ((await readStatus()) !== 'completed') await runExports(api.deps, new AbortController().signal);
    return readStatus;
  };
  const exportStatuses = [await exportData({ user_id: ann.id }), await exportData({ room_id: group })];
  const readMessages = async () =>
    (await bob.rest('GET', `/chat/rooms/${group}/messages?limit=100`)).body.data;
  const readLog = async () =>
    (await bob.rest('GET', `/chat/rooms/${group}/events?after=0&limit=500`)).body.data;
  const seqsBefore = (await readMessages()).map(({ id, seq }: { id: string; seq: number }) => [id, seq]);
  const findMarkers = async () => [
    ...new Set([
      ...(await scanTables(api.databaseUrl)),
      ...((await dumpStreams(api.bus)).match(MARKER) ?? []),
    ]),
  ];
  const erase = (by: typeof ann, id: string, confirm = id) =>
    by.rest('POST', `/users/${id}/erase`, { confirm });

  t.test('the texts are stored before', async (t) => {
    t.same((await findMarkers()).sort(), MARKERS.toSorted());
    t.match(await dumpStreams(api.bus), MARKER, 'the stream contains texts, too');
  });

  t.test('only an Admin can erase a person, and only with the id as confirmation', async (t) => {
    t.equal((await erase(bob, ann.id)).status, 403);
    t.match(await erase(admin, ann.id, bob.id), {
      status: 400,
      body: { error: { code: 'VALIDATION_FAILED' } },
    });
    t.equal((await erase(admin, admin.id)).status, 409, 'the last active Admin');
    t.equal((await erase(admin, 'user_00000000000000000000000000')).status, 404);
    t.equal((await ann.rest('GET', '/auth/me')).status, 200);
  });

  t.test('an email is found as a whole word in dead letters', async (t) => {
    const cleo = await api.user();
    await runSql(`UPDATE users SET email = 'ann@x.example' WHERE id = '${cleo.id}'`);
    const found = [
      '{"to":"ann@x.example"}',
      'to ANN@x.example.',
      String.raw`{"body":"Hello\nann@x.example"}`,
      '<ann@x.example>',
      String.raw`{"body":"\u003cann@x.example"}`,
      '“ann@x.example”',
      'mailto:ann@x.example?subject=Hello',
    ];
    const kept = [
      'joann@x.example',
      'jo.ann@x.example',
      'ann@x.example.org',
      'ann@x.examples',
      'ann@x-example',
    ];
    await runSql(
      [...found, ...kept]
        .map(
          (text) => `INSERT INTO dead_letters (id, source, subject, reason, payload) VALUES
          ('word ' || md5(random()::text), 'x', 'x', 'x', $$${text}$$);`,
        )
        .join('\n'),
    );
    t.equal((await erase(admin, cleo.id)).status, 202);
    const letters = await runSql("SELECT payload FROM dead_letters WHERE id LIKE 'word %'");
    t.same(letters.map(({ payload }) => payload).sort(), kept.toSorted());
    await runSql("DELETE FROM dead_letters WHERE id LIKE 'word %'; DELETE FROM erasures");
  });

  t.test('an erasure ends the sessions, and deletes the dead letters about the person', async (t) => {
    t.match(await erase(admin, ann.id), {
      status: 202,
      body: { data: { user_id: ann.id, completed_at: null } },
    });
    t.equal((await ann.rest('GET', '/auth/me')).status, 401);
    const deadLetters = await runSql('SELECT id FROM dead_letters ORDER BY id');
    t.same(deadLetters, [{ id: 'number' }, { id: 'other issuer' }]);
    t.same(await Promise.all(exportStatuses.map((readStatus) => readStatus())), ['discarded', 'discarded']);
    t.match(await admin.rest('POST', '/admin/exports', { user_id: ann.id }), { status: 409 });
    exportStatuses.push(await exportData({ room_id: group }));
  });

  const readClaim = async () => {
    const [erasure] = await api.deps.db.prisma.$queryRaw<[{ age: number | null }]>`
      SELECT extract(epoch FROM now() - claimed_at)::float8 AS age FROM erasures WHERE user_id = ${ann.id}`;
    return erasure.age;
  };
  const eraseUntil = async (lastOffer: number, stop: (controller: AbortController) => void) => {
    const controller = new AbortController();
    const offers: { at: number; claimAge: Promise<number | null> }[] = [];
    const offer = () => {
      offers.push({ at: performance.now(), claimAge: readClaim() });
      if (offers.length === lastOffer) stop(controller);
    };
    const deps = { ...api.deps, outbox: { offer }, erasedUsersFile };
    const timing = { settledSeconds: 0, renewClaimMs: 20 };
    const outcome = await runErasures(deps, controller.signal, timing).catch((error: Error) => error.message);
    const ages = await Promise.all(offers.map(({ claimAge }) => claimAge));
    return { outcome, times: offers.map(({ at }) => at), ages };
  };

  t.test('an erasure pauses after each step, and stops there if the service stops', async (t) => {
    const first = await eraseUntil(1, (controller) => controller.abort());
    t.match(first, { outcome: undefined, times: { length: 1 } }, 'stopped between the messages of two rooms');
    t.equal(
      await readFile(erasedUsersFile, 'utf8'),
      `${ann.id}\n`,
      'a restore would erase the person already',
    );
    t.equal(await readClaim(), null, 'another replica can continue at once');
    const second = await eraseUntil(2, (controller) => controller.abort());
    t.match(second, { outcome: undefined, times: { length: 2 } }, 'stopped between two reactions');
    const [start = 0, end = 0] = second.times;
    t.ok(end - start > 150, `paused for ${end - start} ms`);
    t.ok(Number(second.ages[1]) < (end - start) / 1_000, 'the claim was renewed during the pause');
  });

  t.test('an erasure that failed is tried again after a minute, and after newer ones', async (t) => {
    const { outcome } = await eraseUntil(1, () => {
      throw new Error('The outbox failed.');
    });
    t.equal(outcome, 'The outbox failed.');
    const claimAge = (await readClaim()) ?? 0;
    t.ok(claimAge > 539 && claimAge < 560, `the claim expires in ${600 - claimAge} s`);
    await runSql("INSERT INTO erasures (user_id) VALUES ('newer')");
    await runSql(`UPDATE erasures SET claimed_at = claimed_at - interval '61 s' WHERE user_id = '${ann.id}'`);
    t.equal((await ErasureClaim.take(api.deps.db, 0))?.userId, 'newer');
    await runSql("DELETE FROM erasures WHERE user_id = 'newer'");
  });

  t.test('nothing of the person is left in any table, stream, or index', async (t) => {
    await runSql(`UPDATE users SET external_email = 'zqemailzq@school.example' WHERE id = '${ann.id}'`);
    const deps = { ...api.deps, erasedUsersFile };
    await runErasures(deps, new AbortController().signal, { settledSeconds: 0, renewClaimMs: 60_000 });
    t.same(await findMarkers(), []);
    t.equal(await exportStatuses.at(-1)?.(), 'discarded', 'an export of what was not erased yet');
    t.notMatch(await dumpTables(api.databaseUrl), '🦩');
    t.match(await dumpStreams(api.bus), `"messageId":"${gone.id}"`, 'consumers still learn of deletions');
    t.match((await erase(admin, ann.id)).body.data, { user_id: ann.id, completed_at: String });
  });

  t.test('others keep their messages, and the messages of the person keep their seqs', async (t) => {
    const messages = await readMessages();
    t.same(
      messages.map(({ id, seq }: { id: string; seq: number }) => [id, seq]),
      seqsBefore,
    );
    t.match(
      messages.find(({ id }: { id: string }) => id === question.id),
      {
        content: 'Is this a reply?',
        reply_to: { sender_name: 'Deleted user', excerpt: null },
        reactions: [{ emoji: '👍', count: 1 }],
      },
    );
    const log = await readLog();
    t.same(
      log.map(({ seq }: { seq: number }) => seq),
      log.map((_: unknown, index: number) => index + 1),
    );
    t.match(log.at(-1), { kind: 'message-updated', data: { id: question.id } });
    t.match(log.at(-2), { kind: 'message-updated', data: { id: greeting.id } });
    t.match(log.at(-3), { kind: 'message-deleted', data: { messageId: first.id } });
    t.match((await bob.rest('GET', `/chat/rooms/${direct}`)).body.data, {
      peer: { user_id: ann.id, name: 'Deleted user', active: false },
    });
  });

  t.test('an erased person cannot be changed, and the audit log stays intact', async (t) => {
    t.match(await admin.rest('PATCH', `/users/${ann.id}`, { active: true }), { status: 409 });
    t.match((await admin.rest('GET', '/admin/audit?limit=2')).body.data, [
      { action: 'export.requested', actor_id: admin.id, target_id: group },
      { action: 'user.erased', actor_id: admin.id, target_id: ann.id },
    ]);
    t.equal((await verifyAuditLog(api.deps)).problem, undefined);
  });
});

async function runScript(url: string, sql: string): Promise<Record<string, string>[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const result: pg.QueryResult | pg.QueryResult[] = await client.query(sql);
    return Array.isArray(result) ? [] : result.rows;
  } finally {
    await client.end();
  }
}

/** Returns all rows of all tables as one text. */
async function dumpTables(url: string): Promise<string> {
  const tables = await runScript(
    url,
    `SELECT quote_ident(relname) AS name FROM pg_class
     WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p')`,
  );
  const dumps = await runScript(
    url,
    tables.map(({ name }) => `SELECT string_agg(t::text, ' ') AS text FROM ${name} t`).join(' UNION ALL '),
  );
  return dumps.map(({ text }) => text).join(' ');
}

const scanTables = async (url: string): Promise<string[]> => (await dumpTables(url)).match(MARKER) ?? [];

/** Returns all messages of all streams as one text. */
async function dumpStreams(bus: NatsConnection): Promise<string> {
  const { streams } = await jetstreamManager(bus);
  const texts: string[] = [];
  for await (const { config, state } of streams.list()) {
    for (let seq = state.first_seq; seq <= state.last_seq; seq += 1) {
      const message = await streams.getMessage(config.name, { seq }).catch(() => null);
      if (message) texts.push(message.string());
    }
  }
  return texts.join(' ');
}
