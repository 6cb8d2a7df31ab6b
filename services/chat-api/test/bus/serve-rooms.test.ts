import { CHAT_API_REQUESTS } from '@kcs/contracts';
import { sendRequest } from '@kcs/service-kit';
import t from 'tap';
import { serveRoomRequests } from '../../src/bus/serve-rooms.ts';
import { startBus, startFixture } from '../support/start-fixture.ts';

t.test('chat-api answers requests over the bus', async (t) => {
  const { nc } = await startBus(t);
  const fixture = await startFixture(t, { nc });
  const roomService = serveRoomRequests(fixture.deps);
  t.teardown(() => roomService.stop());
  const ada = await fixture.user('Ada');
  const bob = await fixture.user('Bob');
  const roomId = await fixture.group(ada, [bob]);
  const requestOptions = { timeoutMs: 10_000 };

  t.test('a message can be sent over the bus, with the same results and errors as over REST', async (t) => {
    const messageInput = { userId: ada, roomId, content: 'hello', client_msg_id: 'k' };
    const firstReply = await sendRequest(nc, CHAT_API_REQUESTS.sendMessage, messageInput, {
      ...requestOptions,
      requestId: 'event-1',
    });
    t.same(fixture.offered.at(-1)?.origin, { requestId: 'event-1' }, 'the event names the request');
    t.match(firstReply, { created: true, message: { seq: 2, content: 'hello', sender_name: 'Ada' } });
    t.same(await sendRequest(nc, CHAT_API_REQUESTS.sendMessage, messageInput, requestOptions), {
      ...firstReply,
      created: false,
    });
    const stranger = await fixture.user();
    await t.rejects(
      sendRequest(nc, CHAT_API_REQUESTS.sendMessage, { ...messageInput, userId: stranger }, requestOptions),
      {
        code: 'ROOM_NOT_FOUND',
      },
    );
    await t.rejects(
      sendRequest(nc, CHAT_API_REQUESTS.sendMessage, { ...messageInput, content: ' ' }, requestOptions),
      {
        code: 'VALIDATION_FAILED',
        details: [{ field: '/content' }],
      },
    );
  });

  t.test(
    'chat-api answers openRooms, authorizeRoom, changedHeads, and listEvents over the bus',
    async (t) => {
      const openRoomsReply = await sendRequest(
        nc,
        CHAT_API_REQUESTS.openRooms,
        { userId: bob, rooms: [{ roomId, since: 1 }] },
        requestOptions,
      );
      t.match(openRoomsReply, {
        rooms: [{ roomId, head: 2, missed: { events: [{ seq: 2, kind: 'message-created' }] } }],
      });
      t.same(
        await sendRequest(nc, CHAT_API_REQUESTS.authorizeRoom, { userId: bob, roomId }, requestOptions),
        {
          head: 2,
          mayPost: true,
        },
      );
      const eventsReply = await sendRequest(
        nc,
        CHAT_API_REQUESTS.listEvents,
        { roomId, after: 0, limit: 10 },
        requestOptions,
      );
      t.match(eventsReply, { head: 2, events: [{ seq: 1 }, { seq: 2 }] });
      await t.rejects(
        sendRequest(nc, CHAT_API_REQUESTS.listEvents, { roomId, after: 9, limit: 10 }, requestOptions),
        {
          code: 'RESYNC_REQUIRED',
        },
      );
      t.same(
        await sendRequest(nc, CHAT_API_REQUESTS.changedHeads, { positions: { [roomId]: 1 } }, requestOptions),
        {
          heads: { [roomId]: 2 },
        },
      );
    },
  );

  t.test(
    'a long list of large events is split into replies that each fit into one NATS message',
    async (t) => {
      const largeRoomId = await fixture.group(ada);
      await Promise.all(Array.from({ length: 120 }, () => fixture.send(ada, largeRoomId, 'é'.repeat(4000))));
      let lastSeq = 0;
      for (let pages = 0; lastSeq < 121; pages++) {
        const eventsPage = await sendRequest(
          nc,
          CHAT_API_REQUESTS.listEvents,
          { roomId: largeRoomId, after: lastSeq, limit: 1000 },
          requestOptions,
        );
        t.equal(eventsPage.events[0]?.seq, lastSeq + 1);
        lastSeq = eventsPage.events.at(-1)?.seq ?? 0;
        t.ok(pages < 10);
      }
    },
  );

  t.test("bus requests list a user's rooms and a room's members", async (t) => {
    t.match(await sendRequest(nc, CHAT_API_REQUESTS.roomsOfUser, { userId: bob }, requestOptions), {
      rooms: [{ roomId, memberCount: 2 }],
    });
    const membersReply = await sendRequest(
      nc,
      CHAT_API_REQUESTS.roomMembers,
      { userId: bob, roomId, limit: 1 },
      requestOptions,
    );
    t.match(membersReply, { members: [{ userId: ada, userName: 'Ada', userType: 'Student' }], next: ada });
  });

  t.test('a gateway can load all of a user’s 6,000 rooms over the bus, page by page', async (t) => {
    const cyd = await fixture.user('Cyd');
    const roomCount = 6_000;
    await fixture.db.prisma.$executeRaw`
      WITH made AS (
        INSERT INTO rooms (id, room_type, name, created_by, last_seq)
        SELECT 'room_' || lpad(n::text, 26, '0'), 'group', 'Room', ${ada}, 1
        FROM generate_series(1, ${roomCount}::integer) n RETURNING id)
      INSERT INTO room_members (room_id, user_id, role, joined_seq) SELECT id, ${cyd}, 'member', 1 FROM made`;
    const listedRoomIds = new Set<string>();
    let nextCursor: string | null | undefined;
    do {
      const pageRequest = nextCursor ? { userId: cyd, after: nextCursor } : { userId: cyd };
      const page = await sendRequest(nc, CHAT_API_REQUESTS.roomsOfUser, pageRequest, requestOptions);
      for (const { roomId } of page.rooms) listedRoomIds.add(roomId);
      nextCursor = page.next;
    } while (nextCursor);
    t.equal(listedRoomIds.size, roomCount);
  });

  t.test('markSeen with messages from two rooms moves only the read cursor of the given room', async (t) => {
    const [message, elsewhere] = [
      await fixture.send(ada, roomId),
      await fixture.send(ada, await fixture.group(ada)),
    ];
    const markSeenInput = { userId: bob, roomId, messageIds: [elsewhere.id, message.id] };
    t.match(await sendRequest(nc, CHAT_API_REQUESTS.markSeen, markSeenInput, requestOptions), {
      messageIds: [message.id],
      lastSeenSeq: message.seq,
      moved: true,
    });
    t.match(await sendRequest(nc, CHAT_API_REQUESTS.markSeen, markSeenInput, requestOptions), {
      lastSeenSeq: message.seq,
      moved: false,
    });
  });

  t.test('a bus message that a gateway could not process is stored as a dead letter', async (t) => {
    const deadLetter = { source: 'gateway', subject: 'chat.room.x', reason: 'bad', payload: 'a\0b\ud800' };
    await sendRequest(nc, CHAT_API_REQUESTS.parkDeadLetter, deadLetter, requestOptions);
    t.match(await fixture.db.prisma.deadLetter.findMany(), [
      { source: 'gateway', subject: 'chat.room.x', payload: /^ab/ },
    ]);
  });
});
