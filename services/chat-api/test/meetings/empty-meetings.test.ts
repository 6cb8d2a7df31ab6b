import { newId } from '@kcs/service-kit';
import { eventually } from '@kcs/testkit';
import t from 'tap';
import { reportMeetings } from '../../src/meetings/commands/report-meetings.ts';
import { EmptyMeetingEnder } from '../../src/meetings/empty-meetings.ts';
import { startBus, startFixture } from '../support/start-fixture.ts';

const MAX_EMPTY_MS = 60_000;

t.test('a meeting that nobody has reported for a minute ends (MEET-2)', async (t) => {
  const { server, nc } = await startBus(t);
  const { db, user, group } = await startFixture(t, { nc });
  const ada = await user('Ada');
  const insertMeeting = async (emptyForS: number): Promise<string> => {
    const id = newId('meet');
    await db.prisma.$executeRaw`
      INSERT INTO meetings (id, room_id, created_by, occupied_at)
      VALUES (${id}, ${await group(ada)}, ${ada}, now() - make_interval(secs => ${emptyForS}::integer))`;
    return id;
  };
  const listRunningMeetingIds = async () =>
    (await db.prisma.$queryRaw<{ id: string }[]>`SELECT id FROM meetings WHERE ended_at IS NULL`).map(
      ({ id }) => id,
    );
  let nowMs = 0;
  let isDatabaseWritable = true;
  const emptyMeetingEnder = new EmptyMeetingEnder({
    db: {
      prisma: db.prisma,
      checkWritable: async () => {
        if (!isDatabaseWritable) throw new Error('PostgreSQL is read-only');
        await db.checkWritable();
      },
    },
    nc,
    emptyMs: MAX_EMPTY_MS,
    now: () => nowMs,
  });
  /** Runs the check every 10 s until NATS and PostgreSQL have been reachable for a minute. */
  const checkForOneMinute = async () => {
    for (let n = 0; n <= 6; n += 1) {
      await emptyMeetingEnder.end();
      nowMs += 10_000;
    }
  };

  t.test('only meetings that have been empty for long enough end', async (t) => {
    const [old, recent, reported] = [
      await insertMeeting(61),
      await insertMeeting(30),
      await insertMeeting(61),
    ];
    await reportMeetings({ db }, { meetings: [{ meetingId: reported, userIds: [ada] }] });
    await checkForOneMinute();
    t.same(await listRunningMeetingIds(), [recent, reported].sort());
    const [ended] = await db.prisma.$queryRaw<{ reason: string }[]>`
      SELECT end_reason AS reason FROM meetings WHERE id = ${old}`;
    t.match(ended, { reason: 'empty' });
  });

  t.test('after an outage of NATS, reports may be missing, so no meeting ends for a minute', async (t) => {
    const oldMeetingId = await insertMeeting(61);
    await server.kill();
    await emptyMeetingEnder.end();
    await server.start();
    await eventually('NATS to be connected again', () => nc.flush().then(() => true));
    nowMs += 10_000;
    await emptyMeetingEnder.end();
    t.ok((await listRunningMeetingIds()).includes(oldMeetingId));
    await checkForOneMinute();
    t.notOk((await listRunningMeetingIds()).includes(oldMeetingId));
  });

  t.test(
    'after an outage of PostgreSQL, reports may be missing, so no meeting ends for a minute',
    async (t) => {
      const oldMeetingId = await insertMeeting(61);
      isDatabaseWritable = false;
      await emptyMeetingEnder.end();
      isDatabaseWritable = true;
      nowMs += 10_000;
      await emptyMeetingEnder.end();
      t.ok((await listRunningMeetingIds()).includes(oldMeetingId));
      await checkForOneMinute();
      t.notOk((await listRunningMeetingIds()).includes(oldMeetingId));
    },
  );

  t.test('after a pause of this process, no meeting ends for a minute', async (t) => {
    const oldMeetingId = await insertMeeting(61);
    nowMs += 3_600_000;
    await emptyMeetingEnder.end();
    t.ok((await listRunningMeetingIds()).includes(oldMeetingId));
  });
});
