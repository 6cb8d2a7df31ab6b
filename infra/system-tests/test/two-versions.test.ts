import { buildNextVersion, NEXT_VERSION_KIND } from '@kcs/bundle-service';
import { buildRoomSubject, ROOM_STREAM } from '@kcs/contracts';
import { startSystem, type TestSocket } from '@kcs/testkit';
import { jetstreamManager } from '@nats-io/jetstream';
import { connect } from '@nats-io/transport-node';
import t, { type Test } from 'tap';

const NEXT_VERSION_KIND_SUBJECT = buildRoomSubject('*', NEXT_VERSION_KIND);
/**
 * How long the tests wait until events are published. A sweep waits until events are 2 s old, and the services may need
 * 10 s to notice that the stream was recreated.
 */
const PUBLISH_TIMEOUT_MS = 30_000;

/** Returns the seqs of the room's persisted events that the socket has received, in order of arrival. */
const listReceivedSeqs = (socket: TestSocket, roomId: string): number[] =>
  socket.received.flatMap(({ payload }) => {
    const {
      seq,
      roomId: own,
      data,
    } = payload as { seq?: number; roomId?: string; data?: { room_id?: string } };
    return seq !== undefined && (own ?? data?.room_id) === roomId ? [seq] : [];
  });

t.test(
  'two versions work side by side even if one writes an event kind that the other does not know',
  async (t) => {
    const nextVersionProgramPaths = await buildNextVersion();
    const system = await startSystem(t, {
      gateways: 2,
      apis: 2,
      env: { MESSAGES_PER_SECOND_PER_USER: '100000' },
      replicaPrograms: {
        'chat-api': [undefined, nextVersionProgramPaths['chat-api']],
        'realtime-gateway': [undefined, nextVersionProgramPaths['realtime-gateway']],
      },
    });
    const [, nextApi] = system.apis;
    if (!nextApi) throw new Error('There is no second chat-api.');
    const natsConnection = await connect(system.nats.getConnectionOptions('admin'));
    t.teardown(() => natsConnection.close());
    const streamManager = await jetstreamManager(natsConnection);

    const roomOwner = await system.user();
    const rooms = await Promise.all([1, 2, 3].map(() => system.room({ owner: roomOwner })));
    const [painted, ...others] = rooms.map(({ id }) => id) as [string, string, string];
    const sockets = await Promise.all(system.gateways.map((gateway) => roomOwner.connect(gateway)));
    for (const socket of sockets) await socket.join([painted, ...others]);

    const sendMessage = async (roomId: string, n: number) => {
      const runningApis = system.apis.filter((api) => api.running);
      const runningApi = runningApis[n % runningApis.length];
      const { status } = await roomOwner.request(
        'POST',
        `/chat/rooms/${roomId}/messages`,
        { content: `message ${n}` },
        { api: runningApi },
      );
      t.equal(status, 201);
    };
    /**
     * Appends an event of the new kind to the room's log. Any replica, old or new, may publish the event in a sweep.
     */
    const appendEventOfNextVersionKind = (roomId: string) =>
      system.database.query(
        `SELECT append_room_event(r.id, $2, NULL, '{"color":"blue"}', clock_timestamp(), true)
       FROM (SELECT id FROM rooms WHERE id = $1 FOR UPDATE) r`,
        [roomId, NEXT_VERSION_KIND],
      );
    /** Sends messages to all rooms and, between them, appends events of the new kind to one of the rooms. */
    const writeToAllRooms = async () => {
      for (let n = 0; n < 12; n += 1) {
        await Promise.all([painted, ...others].map((roomId) => sendMessage(roomId, n)));
        if (n % 4 === 1) await appendEventOfNextVersionKind(painted);
      }
    };
    const readHead = async (roomId: string): Promise<number> =>
      (await roomOwner.request('GET', `/chat/rooms/${roomId}`)).body.data.last_seq;
    const listUnpublishedKinds = async (roomId: string): Promise<string[]> => {
      const { rows } = await system.database.query(
        'SELECT kind FROM room_events WHERE room_id = $1 AND published_at IS NULL',
        [roomId],
      );
      return rows.map(({ kind }) => kind);
    };
    const waitUntilPublished = (roomIds: readonly string[]) =>
      system.until(
        async () => (await Promise.all(roomIds.map(listUnpublishedKinds))).flat().length === 0,
        PUBLISH_TIMEOUT_MS,
      );
    /**
     * Asserts that on each gateway, one socket has received every event since it joined the rooms, in order and exactly
     * once.
     */
    const assertAllDelivered = async (t: Test, roomIds: readonly string[]) => {
      for (const roomId of roomIds) {
        const roomHead = await readHead(roomId);
        const expectedSeqs = Array.from({ length: roomHead - 1 }, (_, n) => n + 2);
        for (const [n, socket] of sockets.entries()) {
          await system.until(() => listReceivedSeqs(socket, roomId).includes(roomHead), PUBLISH_TIMEOUT_MS);
          t.strictSame(listReceivedSeqs(socket, roomId), expectedSeqs, `the socket of gateway ${n + 1}`);
        }
      }
    };
    const readStreamSubjects = async () =>
      (await streamManager.streams.info(ROOM_STREAM.name)).config.subjects;
    /**
     * While only the old version is running, deletes the stream and waits until the old version has created it again.
     */
    const recreateStreamByOldVersion = async () => {
      await nextApi.stop();
      await streamManager.streams.delete(ROOM_STREAM.name);
      await system.until(() => readStreamSubjects().catch(() => undefined), PUBLISH_TIMEOUT_MS);
    };

    t.test(
      'while only the old version runs, an event that the stream refuses holds back only its own room',
      async (t) => {
        await recreateStreamByOldVersion();
        t.same(await readStreamSubjects(), ROOM_STREAM.subjects);
        await writeToAllRooms();
        await assertAllDelivered(t, [painted, ...others]);
        await waitUntilPublished(others);
        await system.until(
          async () => new Set(await listUnpublishedKinds(painted)).size === 1,
          PUBLISH_TIMEOUT_MS,
        );
        t.same(await listUnpublishedKinds(painted), [
          NEXT_VERSION_KIND,
          NEXT_VERSION_KIND,
          NEXT_VERSION_KIND,
        ]);
        await system.until(async () => {
          const metricsText = await (await fetch(`${system.apis[0].ops}/metrics`)).text();
          return /^outbox_held_rooms\S* 1$/m.test(metricsText);
        }, PUBLISH_TIMEOUT_MS);
        await writeToAllRooms();
        await assertAllDelivered(t, [painted, ...others]);
        await waitUntilPublished(others);
      },
    );

    t.test(
      'the new version adds its subject to the existing stream, and the events of every room are published',
      async (t) => {
        await nextApi.start();
        t.same(await readStreamSubjects(), [...ROOM_STREAM.subjects, NEXT_VERSION_KIND_SUBJECT]);
        await writeToAllRooms();
        await assertAllDelivered(t, [painted, ...others]);
        await waitUntilPublished([painted, ...others]);
        const lastStreamMessage = await streamManager.streams.getMessage(ROOM_STREAM.name, {
          last_by_subj: buildRoomSubject(painted, NEXT_VERSION_KIND),
        });
        t.match(lastStreamMessage?.json(), {
          version: 1,
          room_id: painted,
          kind: NEXT_VERSION_KIND,
          data: { color: 'blue' },
        });
      },
    );

    t.test(
      'the new version adds its subject again after the old version has recreated the stream',
      async (t) => {
        await recreateStreamByOldVersion();
        t.notOk((await readStreamSubjects()).includes(NEXT_VERSION_KIND_SUBJECT));
        await nextApi.start();
        t.same(await readStreamSubjects(), [...ROOM_STREAM.subjects, NEXT_VERSION_KIND_SUBJECT]);
        await writeToAllRooms();
        await assertAllDelivered(t, [painted, ...others]);
        await waitUntilPublished([painted, ...others]);
      },
    );

    t.test(
      'while both versions run, the new subject is added again to a stream that was recreated without it',
      async (t) => {
        await streamManager.streams.delete(ROOM_STREAM.name);
        await streamManager.streams.add({ name: ROOM_STREAM.name, subjects: ROOM_STREAM.subjects });
        await writeToAllRooms();
        await assertAllDelivered(t, [painted, ...others]);
        await waitUntilPublished([painted, ...others]);
        t.same(await readStreamSubjects(), [...ROOM_STREAM.subjects, NEXT_VERSION_KIND_SUBJECT]);
      },
    );

    t.test('sockets on both gateways receive an event of the new kind as room-event', async (t) => {
      const nextVersionEventCount = 15;
      for (const socket of sockets) {
        const receivedEvents = socket.all('room-event');
        t.equal(receivedEvents.length, nextVersionEventCount);
        t.match(receivedEvents[0], {
          kind: NEXT_VERSION_KIND,
          roomId: painted,
          data: { color: 'blue' },
          timestamp: /Z$/,
        });
      }
    });

    t.test('in both versions, `missed` and the list of events contain the new kind', async (t) => {
      const roomHead = await readHead(painted);
      for (const gateway of system.gateways) {
        const socket = await roomOwner.connect(gateway);
        const { heads, missed } = await socket.join([painted], { [painted]: 1 });
        t.equal(heads[painted], roomHead);
        const { events } = missed[painted];
        t.equal(events.length, roomHead - 1);
        t.match(
          events.find(({ kind }: { kind: string }) => kind === NEXT_VERSION_KIND),
          { room_id: painted, data: { color: 'blue' } },
        );
      }
      for (const runningApi of system.apis) {
        const { body } = await roomOwner.request(
          'GET',
          `/chat/rooms/${painted}/events?after=1&limit=1000`,
          undefined,
          {
            api: runningApi,
          },
        );
        t.equal(body.data.filter(({ kind }: { kind: string }) => kind === NEXT_VERSION_KIND).length, 15);
      }
    });

    t.test('while two versions run, no event is parked and no service exits', async (t) => {
      const { rows } = await system.database.query('SELECT * FROM dead_letters');
      t.same(rows, []);
      system.assertAllAlive(t);
    });
  },
);
