import t from 'tap';
import { startUpkeep } from '../../src/upkeep/start-upkeep.ts';
import { silentLogger, startBus, startFixture } from '../support/start-fixture.ts';

t.test('the upkeep creates missing log partitions when it starts', async (t) => {
  const { nc } = await startBus(t);
  const { db, deps } = await startFixture(t);
  const listPartitionNames = async () => {
    const partitionRows = await db.prisma.$queryRaw<{ name: string }[]>`
      SELECT inhrelid::regclass::text AS name FROM pg_inherits
      WHERE inhparent = 'room_events'::regclass AND inhrelid::regclass::text ~ '[0-9]{8}$' ORDER BY 1`;
    return partitionRows.map(({ name }) => name);
  };
  const config = { NATS_STREAM_REPLICAS: 1, EVENTS_KEPT_DAYS: 30, MEETING_EMPTY_S: 60 };
  const upkeepOptions = { db, nc, outbox: deps.outbox, logger: silentLogger, config };
  await (await startUpkeep(upkeepOptions)).stop();
  const partitionsBefore = await listPartitionNames();
  t.ok(partitionsBefore.length > 0);
  await db.prisma.$executeRawUnsafe(`DROP TABLE ${partitionsBefore.at(-1)}`);
  const upkeep = await startUpkeep(upkeepOptions);
  t.same(await listPartitionNames(), partitionsBefore);
  await upkeep.stop();
});
