import { buildRoomSubject, ROOM_STREAM } from '@kcs/contracts';
import { eventually } from '@kcs/testkit';
import { jetstreamManager } from '@nats-io/jetstream';
import t from 'tap';
import { startOutbox } from '../../src/log/outbox/start-outbox.ts';
import { createRoom } from '../../src/rooms/commands/create-room.ts';
import { sendMessage } from '../../src/rooms/commands/send-message.ts';
import { silentLogger, startBus, startFixture } from '../support/start-fixture.ts';

/** This timeout leaves time for several outbox sweeps after an outage. */
const RECOVERY_TIMEOUT_MS = 40_000;

t.test('the outbox publishes every stored event', async (t) => {
  const fixture = await startFixture(t);
  const { server, nc, metrics } = await startBus(t);
  const outbox = startOutbox({ db: fixture.db, nc, metrics, logger: silentLogger });
  t.teardown(() => outbox.stop());
  await outbox.maintainStream();
  const depsWithOutbox = { ...fixture.deps, outbox };
  const ada = await fixture.user('Ada');
  const createRoomOfAda = async () =>
    (await createRoom(depsWithOutbox, { userId: ada, roomType: 'group', name: 'Room', memberIds: [] }))
      .roomId;
  const sendHello = (roomId: string) =>
    sendMessage(depsWithOutbox, { userId: ada, roomId, content: 'hello' });
  const streamManager = await jetstreamManager(nc);
  const readLastPublishedEvent = async (roomId: string, kind: string) => {
    const streamMessage = await streamManager.streams.getMessage(ROOM_STREAM.name, {
      last_by_subj: `chat.room.${roomId}.${kind}`,
    });
    return streamMessage?.json<Record<string, unknown>>();
  };
  const countUnpublished = () => fixture.db.prisma.roomEvent.count({ where: { publishedAt: null } });
  const waitUntilAllPublished = () =>
    eventually(
      'every event is marked as published',
      async () => (await countUnpublished()) === 0,
      RECOVERY_TIMEOUT_MS,
    );
  const readMetric = async (name: string) => (await metrics.getSingleMetric(name)?.get())?.values[0]?.value;

  t.test(
    'an event is published immediately with the same content as in the log, and is then marked as published',
    async (t) => {
      const roomId = await createRoomOfAda();
      const { message } = await sendHello(roomId);
      const publishedEvent = await eventually('the message on the bus', () =>
        readLastPublishedEvent(roomId, 'message-created'),
      );
      t.match(publishedEvent, {
        version: 1,
        room_id: roomId,
        seq: 2,
        kind: 'message-created',
        data: JSON.parse(message),
      });
      await waitUntilAllPublished();
    },
  );

  t.test(
    'the sweep publishes events that a crash left unpublished, in seq order within each room',
    async (t) => {
      const [one, two] = await Promise.all([createRoomOfAda(), createRoomOfAda()]);
      await waitUntilAllPublished();
      const lastSeqBefore = (await streamManager.streams.info(ROOM_STREAM.name)).state.last_seq;
      // The fixture stores messages without publishing their events, like a process that crashes immediately after the
      // commit.
      for (let i = 0; i < 5; i++) await Promise.all([one, two].map((roomId) => fixture.send(ada, roomId)));
      await waitUntilAllPublished();
      const { state } = await streamManager.streams.info(ROOM_STREAM.name);
      t.equal(state.last_seq, lastSeqBefore + 10);
      const seqsByRoomId: Record<string, number[]> = { [one]: [], [two]: [] };
      for (let seq = lastSeqBefore + 1; seq <= state.last_seq; seq++) {
        const streamMessage = await streamManager.streams.getMessage(ROOM_STREAM.name, { seq });
        const event = streamMessage?.json<{ room_id: string; seq: number }>();
        seqsByRoomId[event?.room_id ?? '']?.push(event?.seq ?? 0);
      }
      t.same(seqsByRoomId, { [one]: [2, 3, 4, 5, 6], [two]: [2, 3, 4, 5, 6] });
    },
  );

  t.test('the outbox recreates a deleted stream and fills it from the log', async (t) => {
    const roomId = await createRoomOfAda();
    await waitUntilAllPublished();
    const eventCount = await fixture.db.prisma.roomEvent.count();
    await streamManager.streams.delete(ROOM_STREAM.name);
    const { message } = await sendHello(roomId);
    t.ok(message, 'sending does not wait for the bus');
    const isStreamRefilled = async () => {
      const streamInfo = await streamManager.streams.info(ROOM_STREAM.name).catch(() => undefined);
      return (streamInfo?.state.messages ?? 0) >= eventCount + 1;
    };
    await eventually('the stream contains every event again', isStreamRefilled, RECOVERY_TIMEOUT_MS);
    t.match(await readLastPublishedEvent(roomId, 'members-changed'), { seq: 1 });
    await waitUntilAllPublished();
  });

  t.test(
    'while NATS is frozen, sends succeed and metrics show the lag, and every event is published afterwards',
    async (t) => {
      const roomId = await createRoomOfAda();
      await waitUntilAllPublished();
      server.freeze();
      const sentMessages = await Promise.all(Array.from({ length: 30 }, () => sendHello(roomId)));
      t.equal(sentMessages.length, 30);
      const areUnpublishedEventsCounted = async () =>
        (await readMetric('kcs_outbox_unpublished_events')) === 30;
      await eventually(
        'the metric counts 30 unpublished events',
        areUnpublishedEventsCounted,
        RECOVERY_TIMEOUT_MS,
      );
      t.ok(((await readMetric('kcs_outbox_oldest_unpublished_seconds')) ?? 0) > 0);
      server.thaw();
      await waitUntilAllPublished();
      t.match(await readLastPublishedEvent(roomId, 'message-created'), { seq: 31 });
    },
  );

  t.test(
    'LOG-7: an event whose subject is missing from the stream holds back only its own room',
    async (t) => {
      const [roomWithUnknownKind, otherRoom] = await Promise.all([createRoomOfAda(), createRoomOfAda()]);
      await waitUntilAllPublished();
      const listUnpublishedKinds = async (roomId: string) =>
        (await fixture.db.prisma.roomEvent.findMany({ where: { roomId, publishedAt: null } })).map(
          ({ kind }) => kind,
        );
      // Insert more events than one sweep claims. All of them are older than the messages that are sent below.
      await fixture.db.prisma.$executeRaw`
      SELECT append_room_event(${roomWithUnknownKind}, 'room-painted', NULL, '{"color":"blue"}', now() - interval '1 hour', true)
      FROM generate_series(1, 600)`;
      // The fixture stores messages without publishing their events, so only the sweep can publish them.
      for (let i = 0; i < 5; i++)
        await Promise.all([roomWithUnknownKind, otherRoom].map((roomId) => fixture.send(ada, roomId)));
      const isOtherRoomPublished = async () => (await listUnpublishedKinds(otherRoom)).length === 0;
      await eventually('the other room is published', isOtherRoomPublished, RECOVERY_TIMEOUT_MS);
      const isOneRoomHeld = async () => (await readMetric('kcs_outbox_held_rooms')) === 1;
      await eventually('the metric counts the room', isOneRoomHeld, RECOVERY_TIMEOUT_MS);
      t.ok((await listUnpublishedKinds(roomWithUnknownKind)).includes('room-painted'));
      await sendHello(otherRoom);
      const isNextMessagePublished = async () =>
        (await readLastPublishedEvent(otherRoom, 'message-created'))?.seq === 7;
      await eventually(
        'the next message of the other room is published at once',
        isNextMessagePublished,
        1_000,
      );
      t.equal(await fixture.db.prisma.deadLetter.count(), 0, 'nothing is parked');

      // Add the missing subject to the stream, as a newer version does when it starts.
      const subjectsOfNewerVersion = [...ROOM_STREAM.subjects, buildRoomSubject('*', 'room-painted')];
      await streamManager.streams.update(ROOM_STREAM.name, { subjects: subjectsOfNewerVersion });
      await waitUntilAllPublished();
      t.match(await readLastPublishedEvent(roomWithUnknownKind, 'room-painted'), {
        version: 1,
        seq: 601,
        data: { color: 'blue' },
      });
      t.same(
        (await streamManager.streams.info(ROOM_STREAM.name)).config.subjects,
        subjectsOfNewerVersion,
        'no subject is removed',
      );
      const isNoRoomHeld = async () => (await readMetric('kcs_outbox_held_rooms')) === 0;
      await eventually('no room is held', isNoRoomHeld, RECOVERY_TIMEOUT_MS);
    },
  );

  t.test(
    'an event that the stream rejects permanently becomes a dead letter and blocks no other event',
    async (t) => {
      const roomId = await createRoomOfAda();
      // Disable the trigger, because it refuses events that are too large for the bus. An earlier version could store
      // such events.
      await fixture.db.transaction(async (tx) => {
        await tx.$executeRaw`ALTER TABLE room_events DISABLE TRIGGER room_events_rules`;
        await tx.$executeRaw`
          INSERT INTO room_events (room_id, seq, kind, data, created_at)
          VALUES (${roomId}, 2, 'message-created', to_json(repeat('x', 1100000)), now() - interval '1 minute')`;
        await tx.$executeRaw`ALTER TABLE room_events ENABLE TRIGGER room_events_rules`;
      });
      await fixture.db.prisma.$executeRaw`UPDATE rooms SET last_seq = 2 WHERE id = ${roomId}`;
      await waitUntilAllPublished();
      const [letter] = await fixture.db.prisma.deadLetter.findMany();
      t.match(letter, { source: 'outbox', subject: `chat.room.${roomId}.message-created` });
      t.equal(await readMetric('kcs_outbox_parked_total'), 1);
      await sendHello(roomId);
      const isNextMessagePublished = async () =>
        (await readLastPublishedEvent(roomId, 'message-created'))?.seq === 3;
      await eventually('the next event of the room on the bus', isNextMessagePublished);
    },
  );
});
