import { ROOM_STREAM } from '@kcs/contracts';
import { jetstreamManager } from '@nats-io/jetstream';
import t from 'tap';
import { createRoom } from '../../src/rooms/commands/create-room.ts';
import { sendMessage } from '../../src/rooms/commands/send-message.ts';
import { startCore } from '../../src/upkeep/start-upkeep.ts';
import { freeBudget, silent, startBus, startWorld } from '../support/start-rooms.ts';
import { until } from '../support/until.ts';

t.test('the outbox', async (t) => {
  const world = await startWorld(t);
  const { server, nc, metrics } = await startBus(t);
  const core = await startCore({
    db: world.db,
    nc,
    metrics,
    logger: silent,
    budget: freeBudget,
    eventsKeptDays: 30,
  });
  t.teardown(() => core.stop());
  const { deps } = core;
  const ada = await world.user('Ada');
  const newRoom = async () =>
    (await createRoom(deps, { userId: ada, roomType: 'group', name: 'Room', memberIds: [] })).roomId;
  const send = (roomId: string) => sendMessage(deps, { userId: ada, roomId, content: 'hello' });
  const jsm = await jetstreamManager(nc);
  const onBus = async (roomId: string, kind: string) => {
    const stored = await jsm.streams.getMessage(ROOM_STREAM.name, {
      last_by_subj: `chat.room.${roomId}.${kind}`,
    });
    return stored?.json<Record<string, unknown>>();
  };
  const unpublished = async () => world.db.prisma.roomEvent.count({ where: { publishedAt: null } });
  const metric = async (name: string) => (await metrics.getSingleMetric(name)?.get())?.values[0]?.value;

  t.test('an event is on the bus at once, as the log holds it, and marked soon after', async (t) => {
    const roomId = await newRoom();
    const { message } = await send(roomId);
    const event = await until(() => onBus(roomId, 'message-created'));
    t.match(event, {
      version: 1,
      room_id: roomId,
      seq: 2,
      kind: 'message-created',
      data: JSON.parse(message),
    });
    await until(async () => (await unpublished()) === 0);
  });

  t.test('what a crash left unpublished is swept, each room in the order of its numbers', async (t) => {
    const [one, two] = await Promise.all([newRoom(), newRoom()]);
    await until(async () => (await unpublished()) === 0);
    const before = (await jsm.streams.info(ROOM_STREAM.name)).state.last_seq;
    // Sent by a process whose publisher never ran.
    for (let i = 0; i < 5; i++) await Promise.all([one, two].map((roomId) => world.send(ada, roomId)));
    await until(async () => (await unpublished()) === 0);
    const { state } = await jsm.streams.info(ROOM_STREAM.name);
    t.equal(state.last_seq, before + 10);
    const seqs: Record<string, number[]> = { [one]: [], [two]: [] };
    for (let at = before + 1; at <= state.last_seq; at++) {
      const event = (await jsm.streams.getMessage(ROOM_STREAM.name, { seq: at }))?.json<{
        room_id: string;
        seq: number;
      }>();
      seqs[event?.room_id ?? '']?.push(event?.seq ?? 0);
    }
    t.same(seqs, { [one]: [2, 3, 4, 5, 6], [two]: [2, 3, 4, 5, 6] });
  });

  t.test('a stream that was wiped is made again and refilled from the log', async (t) => {
    const roomId = await newRoom();
    await until(async () => (await unpublished()) === 0);
    const events = await world.db.prisma.roomEvent.count();
    await jsm.streams.delete(ROOM_STREAM.name);
    const { message } = await send(roomId);
    t.ok(message, 'sending does not wait for the bus');
    const refilled = async () => {
      const info = await jsm.streams.info(ROOM_STREAM.name).catch(() => undefined);
      return (info?.state.messages ?? 0) >= events + 1;
    };
    await until(refilled);
    t.match(await onBus(roomId, 'members-changed'), { seq: 1 });
    await until(async () => (await unpublished()) === 0);
  });

  t.test(
    'while the bus is frozen sends go on, the lag shows, and all of it arrives afterwards',
    async (t) => {
      const roomId = await newRoom();
      await until(async () => (await unpublished()) === 0);
      server.kill('SIGSTOP');
      const sent = await Promise.all(Array.from({ length: 30 }, () => send(roomId)));
      t.equal(sent.length, 30);
      await until(async () => (await metric('outbox_unpublished_events')) === 30);
      t.ok(((await metric('outbox_oldest_unpublished_seconds')) ?? 0) > 0);
      server.kill('SIGCONT');
      await until(async () => (await unpublished()) === 0);
      t.match(await onBus(roomId, 'message-created'), { seq: 31 });
    },
  );

  t.test('an event that the stream will never take is parked and holds up nothing', async (t) => {
    const roomId = await newRoom();
    await world.db.prisma.$executeRaw`
      INSERT INTO room_events (room_id, seq, kind, data, created_at)
      VALUES (${roomId}, 2, 'message-created', to_json(repeat('x', 1100000)), now() - interval '1 minute')`;
    await world.db.prisma.$executeRaw`UPDATE rooms SET last_seq = 2 WHERE id = ${roomId}`;
    await until(async () => (await unpublished()) === 0);
    const [letter] = await world.db.prisma.deadLetter.findMany();
    t.match(letter, { source: 'outbox', subject: `chat.room.${roomId}.message-created` });
    await send(roomId);
    await until(() => onBus(roomId, 'message-created').then((event) => event?.seq === 3));
  });
});
