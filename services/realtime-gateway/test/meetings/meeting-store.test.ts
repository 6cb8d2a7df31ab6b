import { newId } from '@kcs/service-kit';
import { eventually, startTestRedis } from '@kcs/testkit';
import { createClient } from 'redis';
import t, { type Test } from 'tap';
import { MeetingStore } from '../../src/meetings/meeting-store.ts';

const LEASE_MS = 400;
const HEARTBEAT_MS = 200;

async function openClient(t: Test, url: string) {
  const client = createClient({ url, RESP: 3 });
  client.on('error', () => undefined);
  await client.connect();
  t.teardown(() => client.destroy());
  return client;
}

t.test('the participants of meetings in Redis', async (t) => {
  const redis = await startTestRedis(t);
  const operator = await openClient(t, redis.urlOf('admin'));
  const client = await openClient(t, redis.urlOf('realtime-gateway'));
  const createStore = (leaseMs = 60_000) =>
    new MeetingStore({ client, leaseMs, heartbeatMs: HEARTBEAT_MS, maxParticipants: 3 });
  const store = createStore();
  const ada = newId('user');
  const join = (meetingId: string, userId = ada, formerId?: string, from = store) => {
    const ids = { participantId: newId('part'), holder: newId('part') };
    const media = { audio: false, video: false, isSharing: false };
    const participant = { ...ids, userId, userName: 'Ada', ...media };
    return from.join({ meetingId, participant, formerId, replacesMedia: false });
  };
  /** Runs the reaper until it is no longer interrupted, and then as often as the gateways do. */
  const reapUntil = (hasHappened: (changed: { meetingId: string; empty: boolean }[]) => boolean) =>
    eventually('the reaper', async () => hasHappened(await store.reap()));

  t.test('of many connections that join at once, exactly as many as fit get a place', async (t) => {
    const meetingId = newId('meet');
    const results = await Promise.allSettled(Array.from({ length: 10 }, () => join(meetingId)));
    t.equal(results.filter(({ status }) => status === 'fulfilled').length, 3);
    const refused = results.flatMap((result) => (result.status === 'rejected' ? [result.reason.code] : []));
    t.same([...new Set(refused)], ['MEETING_FULL']);
    const { participants } = await store.readRoster(meetingId);
    t.equal(participants.length, 3);
  });

  t.test('the last connection that claims a place keeps it, and only its user may claim it', async (t) => {
    const meetingId = newId('meet');
    const first = await join(meetingId);
    await t.rejects(join(meetingId, newId('user'), first.record.participantId), { code: 'FORBIDDEN' });
    const second = await join(meetingId, ada, first.record.participantId);
    t.equal(second.record.participantId, first.record.participantId);
    t.ok(second.roster.version > first.roster.version, 'the former gateway notices the change');
    t.same(await store.leave(meetingId, first.record), { removed: false, empty: false });
    await t.rejects(store.update(meetingId, first.record, { audio: true }), { code: 'NOT_IN_MEETING' });
    t.equal(await store.update(meetingId, second.record, { audio: true }), true);
    t.equal(await store.update(meetingId, second.record, { audio: true }), false);
    const { outcomes } = await store.renew(meetingId, 0, [first.record]);
    t.same(outcomes, ['taken-over']);
    t.same(await store.leave(meetingId, second.record), { removed: true, empty: true });
  });

  t.test('a renewal restores participants that Redis has lost, with a higher version', async (t) => {
    const meetingId = newId('meet');
    const { record, roster } = await join(meetingId);
    await operator.flushAll();
    const { outcomes, version } = await store.renew(meetingId, roster.version, [record]);
    t.same(outcomes, ['held']);
    t.ok(version > roster.version);
    t.same((await store.readRoster(meetingId)).participants, [record]);

    t.comment('Redis returns to an older snapshot');
    const later = version + 1_000_000;
    t.ok((await store.renew(meetingId, later, [record])).version > later);
  });

  t.test('a place that was given away during a long interruption is lost', async (t) => {
    const meetingId = newId('meet');
    const { record } = await join(meetingId);
    await operator.flushAll();
    for (let n = 0; n < 3; n += 1) await join(meetingId);
    t.same((await store.renew(meetingId, 0, [record])).outcomes, ['full']);
  });

  t.test('an ended meeting loses its participants and accepts no others', async (t) => {
    const meetingId = newId('meet');
    const { record } = await join(meetingId);
    await store.end(meetingId);
    await t.rejects(join(meetingId), { code: 'MEETING_ENDED' });
    t.same((await store.renew(meetingId, 0, [record])).outcomes, ['ended']);
    t.same((await store.readRoster(meetingId)).participants, []);
  });

  t.test('the reaper removes participants whose lease has ended, and nobody else', async (t) => {
    const [meetingId, emptyId] = [newId('meet'), newId('meet')];
    const shortLived = createStore(LEASE_MS);
    const staying = await join(meetingId);
    await join(meetingId, ada, undefined, shortLived);
    await join(emptyId, ada, undefined, shortLived);
    const seen = new Map<string, boolean>();
    await reapUntil((changed) => {
      for (const one of changed) seen.set(one.meetingId, one.empty);
      return seen.size === 2;
    });
    t.same(
      seen,
      new Map([
        [meetingId, false],
        [emptyId, true],
      ]),
    );
    t.same(
      (await store.readRoster(meetingId)).participants.map(({ participantId }) => participantId),
      [staying.record.participantId],
    );
  });

  t.test(
    'after an interruption of the reaper, the gateways first get time to renew their leases',
    async (t) => {
      const meetingId = newId('meet');
      const shortLived = createStore(1);
      const { record } = await join(meetingId, ada, undefined, shortLived);
      await reapUntil((changed) => changed.length > 0);
      const { record: kept } = await join(meetingId, ada, undefined, shortLived);
      await operator.set('kcs:meetings:{m}:reaped-at', '0');
      t.same(await store.reap(), [], 'the lease has ended, but the participant stays');
      t.same((await store.renew(meetingId, 0, [kept])).outcomes, ['held']);
      t.not(kept.participantId, record.participantId);
      const keys = await operator.keys('*');
      t.same(
        keys.filter((key) => !key.startsWith('kcs:meetings:{m}:')),
        [],
        'all keys are in one hash slot',
      );
    },
  );
});
