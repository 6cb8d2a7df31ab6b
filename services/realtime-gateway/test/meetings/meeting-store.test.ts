import { newId } from '@kcs/service-kit';
import { eventually, startTestRedis } from '@kcs/testkit';
import { createClient } from 'redis';
import t, { type Test } from 'tap';
import { MeetingStore } from '../../src/meetings/meeting-store.ts';

const SHORT_LEASE_MS = 400;
const HEARTBEAT_INTERVAL_MS = 200;

async function openRedisClient(t: Test, url: string) {
  const redisClient = createClient({ url, RESP: 3 });
  redisClient.on('error', () => undefined);
  await redisClient.connect();
  t.teardown(() => redisClient.destroy());
  return redisClient;
}

t.test('the participants of meetings in Redis', async (t) => {
  const testRedis = await startTestRedis(t);
  const adminClient = await openRedisClient(t, testRedis.urlOf('admin'));
  const redisClient = await openRedisClient(t, testRedis.urlOf('realtime-gateway'));
  const createMeetingStore = (leaseMs = 60_000) =>
    new MeetingStore({
      client: redisClient,
      leaseMs,
      heartbeatMs: HEARTBEAT_INTERVAL_MS,
      maxParticipants: 3,
    });
  const meetingStore = createMeetingStore();
  const adaId = newId('user');
  const joinMeeting = (meetingId: string, userId = adaId, formerId?: string, from = meetingStore) => {
    const placeIds = { participantId: newId('part'), holder: newId('part') };
    const mediaState = { audio: false, video: false, isSharing: false };
    const joiningParticipant = { ...placeIds, userId, userName: 'Ada', ...mediaState };
    return from.join({ meetingId, participant: joiningParticipant, formerId, replacesMedia: false });
  };
  /** Runs the reaper repeatedly until `hasHappened` returns true for the meetings that a run changed. */
  const reapUntil = (hasHappened: (changed: { meetingId: string; empty: boolean }[]) => boolean) =>
    eventually('the reaper', async () => hasHappened(await meetingStore.reap()));

  t.test('if too many connections join at once, exactly as many as fit get a place', async (t) => {
    const meetingId = newId('meet');
    const joinResults = await Promise.allSettled(Array.from({ length: 10 }, () => joinMeeting(meetingId)));
    t.equal(joinResults.filter(({ status }) => status === 'fulfilled').length, 3);
    const refusalCodes = joinResults.flatMap((result) =>
      result.status === 'rejected' ? [result.reason.code] : [],
    );
    t.same([...new Set(refusalCodes)], ['MEETING_FULL']);
    const { participants } = await meetingStore.readRoster(meetingId);
    t.equal(participants.length, 3);
  });

  t.test('the last connection that claims a place keeps it, and other users cannot claim it', async (t) => {
    const meetingId = newId('meet');
    const firstJoin = await joinMeeting(meetingId);
    await t.rejects(joinMeeting(meetingId, newId('user'), firstJoin.record.participantId), {
      code: 'FORBIDDEN',
    });
    const secondJoin = await joinMeeting(meetingId, adaId, firstJoin.record.participantId);
    t.equal(secondJoin.record.participantId, firstJoin.record.participantId);
    t.ok(secondJoin.roster.version > firstJoin.roster.version, 'the former gateway notices the change');
    t.same(await meetingStore.leave(meetingId, firstJoin.record), { removed: false, empty: false });
    await t.rejects(meetingStore.update(meetingId, firstJoin.record, { audio: true }), {
      code: 'NOT_IN_MEETING',
    });
    t.equal(await meetingStore.update(meetingId, secondJoin.record, { audio: true }), true);
    t.equal(await meetingStore.update(meetingId, secondJoin.record, { audio: true }), false);
    const { outcomes } = await meetingStore.renew(meetingId, 0, [firstJoin.record]);
    t.same(outcomes, ['taken-over']);
    t.same(await meetingStore.leave(meetingId, secondJoin.record), { removed: true, empty: true });
  });

  t.test('a renewal restores participants that Redis has lost, with a higher version', async (t) => {
    const meetingId = newId('meet');
    const { record, roster } = await joinMeeting(meetingId);
    await adminClient.flushAll();
    const { outcomes, version } = await meetingStore.renew(meetingId, roster.version, [record]);
    t.same(outcomes, ['held']);
    t.ok(version > roster.version);
    t.same((await meetingStore.readRoster(meetingId)).participants, [record]);

    t.comment('Redis returns to an older snapshot');
    const laterVersion = version + 1_000_000;
    t.ok((await meetingStore.renew(meetingId, laterVersion, [record])).version > laterVersion);
  });

  t.test('a place that was given away during a long interruption is lost', async (t) => {
    const meetingId = newId('meet');
    const { record } = await joinMeeting(meetingId);
    await adminClient.flushAll();
    for (let n = 0; n < 3; n += 1) await joinMeeting(meetingId);
    t.same((await meetingStore.renew(meetingId, 0, [record])).outcomes, ['full']);
  });

  t.test('an ended meeting loses its participants and accepts no others', async (t) => {
    const meetingId = newId('meet');
    const { record } = await joinMeeting(meetingId);
    await meetingStore.end(meetingId);
    await t.rejects(joinMeeting(meetingId), { code: 'MEETING_ENDED' });
    t.same((await meetingStore.renew(meetingId, 0, [record])).outcomes, ['ended']);
    t.same((await meetingStore.readRoster(meetingId)).participants, []);
  });

  t.test('the reaper removes participants whose lease has ended, and nobody else', async (t) => {
    const [meetingId, emptiedMeetingId] = [newId('meet'), newId('meet')];
    const shortLeaseStore = createMeetingStore(SHORT_LEASE_MS);
    const joinOfStayingParticipant = await joinMeeting(meetingId);
    await joinMeeting(meetingId, adaId, undefined, shortLeaseStore);
    await joinMeeting(emptiedMeetingId, adaId, undefined, shortLeaseStore);
    const emptyByMeetingId = new Map<string, boolean>();
    await reapUntil((changed) => {
      for (const one of changed) emptyByMeetingId.set(one.meetingId, one.empty);
      return emptyByMeetingId.size === 2;
    });
    t.same(
      emptyByMeetingId,
      new Map([
        [meetingId, false],
        [emptiedMeetingId, true],
      ]),
    );
    t.same(
      (await meetingStore.readRoster(meetingId)).participants.map(({ participantId }) => participantId),
      [joinOfStayingParticipant.record.participantId],
    );
  });

  t.test(
    'after an interruption of the reaper, the gateways first get time to renew their leases',
    async (t) => {
      const meetingId = newId('meet');
      const shortLeaseStore = createMeetingStore(1);
      const { record } = await joinMeeting(meetingId, adaId, undefined, shortLeaseStore);
      await reapUntil((changed) => changed.length > 0);
      const { record: kept } = await joinMeeting(meetingId, adaId, undefined, shortLeaseStore);
      await adminClient.set('kcs:meetings:{m}:reaped-at', '0');
      t.same(await meetingStore.reap(), [], 'the lease has ended, but the participant stays');
      t.same((await meetingStore.renew(meetingId, 0, [kept])).outcomes, ['held']);
      t.not(kept.participantId, record.participantId);
      const redisKeys = await adminClient.keys('*');
      t.same(
        redisKeys.filter((key) => !key.startsWith('kcs:meetings:{m}:')),
        [],
        'all keys are in one hash slot',
      );
    },
  );
});
