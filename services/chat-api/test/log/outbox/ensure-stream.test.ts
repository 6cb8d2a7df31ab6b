import { buildRoomSubject, ROOM_STREAM } from '@kcs/contracts';
import { jetstreamManager } from '@nats-io/jetstream';
import t from 'tap';
import { ensureRoomStream } from '../../../src/log/outbox/ensure-stream.ts';
import { startBus } from '../../support/start-fixture.ts';

const FIRST_VERSION_SUBJECTS = [...ROOM_STREAM.subjects, buildRoomSubject('*', 'room-painted')];
const SECOND_VERSION_SUBJECTS = [...ROOM_STREAM.subjects, buildRoomSubject('*', 'room-moved')];

t.test('LOG-7: the stream keeps the subjects of every version', async (t) => {
  const { nc } = await startBus(t);
  const streamManager = await jetstreamManager(nc);
  const readSubjects = async () => (await streamManager.streams.info(ROOM_STREAM.name)).config.subjects;

  await t.test('a missing stream is created with the subjects of this version', async (t) => {
    const createdStream = await ensureRoomStream(nc);
    t.same(createdStream.subjects, ROOM_STREAM.subjects);
    t.same(await ensureRoomStream(nc), createdStream, 'a second call changes nothing');
  });

  await t.test(
    'a newer version adds its subjects to the existing stream instead of recreating the stream',
    async (t) => {
      const streamBefore = await ensureRoomStream(nc);
      await streamManager.streams.update(ROOM_STREAM.name, { max_msgs: 1_000 });
      const streamAfter = await ensureRoomStream(nc, { subjects: FIRST_VERSION_SUBJECTS });
      t.same(streamAfter, { ...streamBefore, subjects: FIRST_VERSION_SUBJECTS });
      const { config } = await streamManager.streams.info(ROOM_STREAM.name);
      t.equal(config.max_msgs, 1_000, 'other settings stay');
      t.equal(config.max_age, ROOM_STREAM.maxAgeMs * 1_000_000);
    },
  );

  await t.test(
    'if the NATS servers cannot keep more copies, the stream stays and the reason is returned',
    async (t) => {
      const streamBefore = await ensureRoomStream(nc, { subjects: FIRST_VERSION_SUBJECTS });
      const { replicasProblem, ...stream } = await ensureRoomStream(nc, {
        subjects: FIRST_VERSION_SUBJECTS,
        replicas: 3,
      });
      t.equal(replicasProblem, 'NATS runs as a single server');
      t.same(stream, { created: streamBefore.created, subjects: FIRST_VERSION_SUBJECTS });
    },
  );

  await t.test('an older version does not remove the subjects of a newer one', async (t) => {
    t.same((await ensureRoomStream(nc)).subjects, FIRST_VERSION_SUBJECTS);
    t.same(await readSubjects(), FIRST_VERSION_SUBJECTS);
  });

  await t.test('if two versions start at the same time, the stream gets the subjects of both', async (t) => {
    for (let round = 0; round < 20; round += 1) {
      await streamManager.streams.delete(ROOM_STREAM.name);
      let lastExclusiveWork: Promise<unknown> = Promise.resolve();
      const runExclusively = <T>(work: () => Promise<T>): Promise<T> => {
        const pendingWork = lastExclusiveWork.then(work);
        lastExclusiveWork = pendingWork.catch(() => {});
        return pendingWork;
      };
      await Promise.all(
        [FIRST_VERSION_SUBJECTS, SECOND_VERSION_SUBJECTS, ROOM_STREAM.subjects].map((own) =>
          ensureRoomStream(nc, { subjects: own, exclusively: runExclusively }),
        ),
      );
      t.same(
        (await readSubjects()).sort(),
        [...new Set([...FIRST_VERSION_SUBJECTS, ...SECOND_VERSION_SUBJECTS])].sort(),
      );
    }
  });
});
