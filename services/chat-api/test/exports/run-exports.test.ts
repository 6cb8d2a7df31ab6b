import { Readable } from 'node:stream';
import { text as readStream } from 'node:stream/consumers';
import { setImmediate } from 'node:timers/promises';
import { newId } from '@kcs/service-kit';
import t from 'tap';
import type { Database, Transaction } from '../../src/database/database.ts';
import { discardExportsOfPerson } from '../../src/exports/commands/discard-exports.ts';
import { type ExportSubject, requestExport } from '../../src/exports/commands/request-export.ts';
import { ExportClaim } from '../../src/exports/export-claim.ts';
import { findExport } from '../../src/exports/queries/find-exports.ts';
import { readExportParts } from '../../src/exports/queries/read-export-parts.ts';
import { removeOldExports } from '../../src/exports/remove-old-exports.ts';
import { runExports, writePage } from '../../src/exports/run-exports.ts';
import { startFixture } from '../support/start-fixture.ts';

const neverAborted = new AbortController().signal;

t.test('exports are written by a job (ADMIN-5)', async (t) => {
  const { db, ...fixture } = await startFixture(t);
  const adminId = newId('user');
  const [ann, bob, cem] = [await fixture.user('Ann'), await fixture.user('Bob'), await fixture.user('Cem')];
  const group = await fixture.group(ann, [bob], 'Class 7b');
  const direct = await fixture.direct(ann, cem);
  const other = await fixture.group(cem, [bob], 'Another room');
  const question = await fixture.send(ann, group, 'Who "quotes"\nthis?', { metadata: { note: 'x' } });
  const reply = await fixture.send(bob, group, 'I do', { reply_to_id: question.id });
  await fixture.send(bob, other, 'Elsewhere');
  await fixture.send(ann, direct, 'Hello Cem');
  await db.prisma.$executeRaw`
    INSERT INTO reactions (message_id, user_id, emoji) VALUES (${reply.id}, ${ann}, '👍'), (${reply.id}, ${bob}, '👍')`;
  // A list of more than one page, with seqs in more than one page of reactions.
  await db.prisma.$executeRaw`
    INSERT INTO messages (id, room_id, sender_id, sender_name, seq, content, message_type)
    SELECT 'msg_z' || lpad(n::text, 25, '0'), ${group}, CASE WHEN n % 2 = 0 THEN ${ann} ELSE ${bob} END, 'Name', n * 4 + 10,
      'Message ' || n, 'text' FROM generate_series(1, 1101) n`;
  await db.prisma.$executeRaw`UPDATE rooms SET last_seq = 4414 WHERE id = ${group}`;
  await db.prisma.$executeRaw`
    INSERT INTO reactions (message_id, user_id, emoji) VALUES ('msg_z0000000000000000000001101', ${ann}, '👍')`;
  const request = async (subject: ExportSubject) => (await requestExport({ db }, { subject, adminId })).id;
  const readText = (exportId: string) => readStream(Readable.from(readExportParts({ db }, exportId)));
  const write = async (subject: ExportSubject) => {
    const exportId = await request(subject);
    await runExports({ db }, neverAborted);
    return JSON.parse(await readText(exportId));
  };
  const expireClaims = () =>
    db.prisma.$executeRaw`UPDATE exports SET claimed_at = claimed_at - interval '61 s'`;
  const takeClaim = async () => (await ExportClaim.take(db)) as ExportClaim;
  const isAnyoneWaitingForLock = async () => {
    const waiting = await db.prisma.$queryRaw<unknown[]>`
      SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`;
    return waiting.length > 0;
  };
  t.afterEach(() => db.prisma.$executeRaw`DELETE FROM exports`);

  t.test('an export of a room contains everything in the room, each entry once', async (t) => {
    const document = await write({ roomId: group });
    t.match(document, {
      ...{ format: 'kcs-chat-export', version: 1, room: { id: group, name: 'Class 7b' } },
      members: [{ name: 'Ann', role: 'owner' }, { name: 'Bob' }],
      ...{ changes: [{ kind: 'members-changed' }], meetings: [] },
    });
    t.equal(document.messages.length, 1_103);
    t.match(document.messages[0], {
      content: 'Who "quotes"\nthis?',
      metadata: { note: 'x' },
      sender_id: ann,
    });
    t.match(document.messages[1], { reply_to_id: question.id, reply_to: undefined });
    const seqs = document.messages.map(({ seq }: { seq: number }) => seq);
    t.same(
      seqs,
      [...new Set(seqs)].toSorted((a, b) => Number(a) - Number(b)),
    );
    const reactions = document.reactions.map((entry: Record<string, string>) => [
      entry.message_id,
      entry.user_id,
    ]);
    t.same(reactions, [
      [reply.id, ann],
      [reply.id, bob],
      ['msg_z0000000000000000000001101', ann],
    ]);
    t.notMatch(JSON.stringify(document), 'Elsewhere');
  });

  t.test('an export of a user contains what the user wrote, but no text of others', async (t) => {
    await db.prisma.$executeRaw`
      INSERT INTO notifications (id, source, producer_id, type, title, data, urgency, recipients, dead)
      VALUES ('notif_1', 'timetable', '1', 'note', 'For Ann', '{}', 'low', 1, 0)`;
    await db.prisma.$executeRaw`
      INSERT INTO notification_targets (target, created_at, notification_id) VALUES (${ann}, now(), 'notif_1')`;
    const document = await write({ userId: ann });
    t.match(document, {
      user: { id: ann, name: 'Ann' },
      sessions: [],
      notifications: [{ id: 'notif_1', title: 'For Ann', seen_at: null }],
      mentions: [],
      meetings: [],
    });
    t.match(
      document.rooms.find((room: { room_type: string }) => room.room_type === 'direct'),
      { peer_id: cem },
    );
    t.equal(document.messages.length, 552);
    t.ok(document.messages.every((message: { sender_id: string }) => message.sender_id === ann));
    t.equal(document.reactions.length, 2);
    t.notMatch(JSON.stringify(document), /I do|password/);
  });

  t.test('an export survives a kill before and after the commit of every page', async (t) => {
    const { export_id: _, ...expected } = await write({ roomId: group });
    const exportId = await request({ roomId: group });
    const killed = new Error('killed');
    const killBeforeCommit: Database['transaction'] = (work) =>
      db.transaction(async (tx: Transaction) => {
        await work(tx);
        throw killed;
      });
    const killAfterCommit: Database['transaction'] = async (work) => {
      await db.transaction(work);
      throw killed;
    };
    let pageCount = 0;
    while ((await findExport(db.prisma, exportId)).status !== 'completed') {
      for (const transaction of [killBeforeCommit, killAfterCommit]) {
        await t.rejects(writePage({ db: { prisma: db.prisma, transaction } }, await takeClaim()), killed);
        t.equal(await ExportClaim.take(db), undefined, 'the claim of the killed replica has not expired');
        await expireClaims();
      }
      pageCount += 1;
    }
    t.ok(pageCount > 8, `${pageCount} pages`);
    const text = await readText(exportId);
    t.same(JSON.parse(text), { ...expected, export_id: exportId });
    t.equal((await findExport(db.prisma, exportId)).bytes, Buffer.byteLength(text));
  });

  t.test('a replica that was stopped for a while writes nothing after another has taken over', async (t) => {
    const exportId = await request({ roomId: group });
    const stoppedReplica = await takeClaim();
    await writePage({ db }, stoppedReplica);
    await expireClaims();
    await takeClaim();
    t.equal(await writePage({ db }, stoppedReplica), false);
    await stoppedReplica.giveUp();
    t.equal(await ExportClaim.take(db), undefined, 'the claim of the other replica is still valid');
    t.match(await findExport(db.prisma, exportId), { status: 'running', section: 'members', items: 0 });
  });

  t.test('a replica that stops lets another one continue at once', async (t) => {
    const exportId = await request({ userId: ann });
    const controller = new AbortController();
    const stopAfterPage: Database['transaction'] = (work) => {
      controller.abort();
      return db.transaction(work);
    };
    await runExports({ db: { prisma: db.prisma, transaction: stopAfterPage } }, controller.signal);
    t.match(await findExport(db.prisma, exportId), { status: 'running', section: 'sessions' });
    await runExports({ db }, neverAborted);
    t.match(await findExport(db.prisma, exportId), { status: 'completed', section: null });
  });

  t.test('an erasure discards the exports with the person, also one that is being written', async (t) => {
    const otherRoom = await request({ roomId: other });
    const ofAnn = await request({ userId: ann });
    await runExports({ db }, neverAborted);
    const running = await request({ roomId: group });
    const claim = await takeClaim();
    let discarded: Promise<void> | undefined;
    const discardMeanwhile: Database['transaction'] = (work) =>
      db.transaction(async (tx) => {
        const result = await work(tx);
        // The erasure must wait for this page, because no other transaction sees the people in it yet.
        let isDone = false;
        discarded = db
          .transaction((erasure) => discardExportsOfPerson(erasure, bob))
          .finally(() => {
            isDone = true;
          });
        while (!isDone && !(await isAnyoneWaitingForLock())) await setImmediate();
        return result;
      });
    await writePage({ db }, claim);
    await writePage({ db: { prisma: db.prisma, transaction: discardMeanwhile } }, claim);
    await discarded;
    t.equal(await writePage({ db }, claim), false);
    const readStatus = async (id: string) => (await findExport(db.prisma, id)).status;
    t.equal(await readStatus(running), 'discarded');
    t.equal(await readStatus(otherRoom), 'discarded');
    t.equal(await readStatus(ofAnn), 'completed');
    await t.rejects(readText(otherRoom), { code: 'EXPORT_NOT_FOUND' });
    await removeOldExports({ db });
    const rows = await db.prisma.$queryRaw`
      SELECT export_id FROM export_parts UNION SELECT export_id FROM export_people`;
    t.same(rows, [{ export_id: ofAnn }]);
    await db.transaction((tx) => discardExportsOfPerson(tx, cem));
    t.equal(await readStatus(ofAnn), 'discarded', 'the direct room is named after Cem');
  });

  t.test('an erasure by a replica of the version before exports discards exports, too', async (t) => {
    const [dan, eve] = [await fixture.user('Dan'), await fixture.user('Eve')];
    const room = await fixture.group(dan, [eve], 'Drama');
    const before = [await request({ userId: dan }), await request({ roomId: room })];
    const ofEve = await request({ userId: eve });
    await runExports({ db }, neverAborted);
    const readStatuses = (ids: string[]) =>
      Promise.all(ids.map(async (id) => (await findExport(db.prisma, id)).status));
    await db.prisma.$executeRaw`INSERT INTO erasures (user_id) VALUES (${dan}) ON CONFLICT DO NOTHING`;
    t.same(await readStatuses([...before, ofEve]), ['discarded', 'discarded', 'completed']);
    const meanwhile = await request({ roomId: room });
    await runExports({ db }, neverAborted);
    await db.prisma.$executeRaw`UPDATE erasures SET claimed_at = now() WHERE user_id = ${dan}`;
    t.same(await readStatuses([meanwhile]), ['completed'], 'a claim discards nothing');
    await db.prisma.$executeRaw`UPDATE erasures SET completed_at = now() WHERE user_id = ${dan}`;
    t.same(await readStatuses([meanwhile, ofEve]), ['discarded', 'completed']);
    const afterwards = await request({ roomId: room });
    await runExports({ db }, neverAborted);
    t.same(await readStatuses([afterwards]), ['completed'], 'only the id of an erased person is left');
    const parts = await db.prisma.$queryRaw`
      SELECT DISTINCT export_id FROM export_parts WHERE export_id <> ALL (${[ofEve, afterwards]})`;
    t.same(parts, [], 'the job of a newer replica removes the content');
  });

  t.test('at most 5 exports wait, and at most 20 are stored', async (t) => {
    const requests = await Promise.allSettled(Array.from({ length: 8 }, () => request({ roomId: other })));
    t.equal(requests.filter(({ status }) => status === 'fulfilled').length, 5);
    await t.rejects(request({ roomId: other }), {
      code: 'RATE_LIMITED',
      message: /^5 exports are not complete/,
    });
    await db.prisma.$executeRaw`UPDATE exports SET completed_at = now()`;
    await db.prisma.$executeRaw`
      INSERT INTO exports (id, room_id, requested_by, expires_at, completed_at)
      SELECT 'export_' || n, ${other}, ${adminId}, now() + interval '1 h', now() FROM generate_series(1, 15) n`;
    await t.rejects(request({ roomId: other }), { code: 'CONFLICT', message: /^20 exports are stored/ });
    await db.prisma.$executeRaw`UPDATE exports SET expires_at = now()`;
    const exportId = await request({ roomId: other });
    await runExports({ db }, neverAborted);
    t.same(
      await db.prisma.$queryRaw`SELECT id FROM exports`,
      [{ id: exportId }],
      'expired exports are deleted',
    );
    await db.prisma.$executeRaw`INSERT INTO erasures (user_id) VALUES (${bob})`;
    await t.rejects(request({ userId: bob }), { code: 'CONFLICT', message: /was erased/ });
    await t.rejects(request({ roomId: newId('room') }), { code: 'ROOM_NOT_FOUND' });
    await t.rejects(request({ userId: newId('user') }), { code: 'USER_NOT_FOUND' });
  });
});
