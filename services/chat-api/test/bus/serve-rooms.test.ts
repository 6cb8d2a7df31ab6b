import { CHAT_API } from '@kcs/contracts';
import { sendRequest } from '@kcs/service-kit';
import t from 'tap';
import { serveRooms } from '../../src/bus/serve-rooms.ts';
import { startBus, startFixture } from '../support/start-fixture.ts';

t.test('what chat-api answers over the bus', async (t) => {
  const { nc } = await startBus(t);
  const fixture = await startFixture(t, { nc });
  const served = serveRooms(fixture.deps);
  t.teardown(() => served.stop());
  const ada = await fixture.user('Ada');
  const bob = await fixture.user('Bob');
  const roomId = await fixture.group(ada, [bob]);
  const more = { timeoutMs: 10_000 };

  t.test('a send is the same command as over REST', async (t) => {
    const query = { userId: ada, roomId, content: 'hello', client_msg_id: 'k' };
    const first = await sendRequest(nc, CHAT_API.sendMessage, query, more);
    t.match(first, { created: true, message: { seq: 2, content: 'hello', sender_name: 'Ada' } });
    t.same(await sendRequest(nc, CHAT_API.sendMessage, query, more), { ...first, created: false });
    const stranger = await fixture.user();
    await t.rejects(sendRequest(nc, CHAT_API.sendMessage, { ...query, userId: stranger }, more), {
      code: 'ROOM_NOT_FOUND',
    });
    await t.rejects(sendRequest(nc, CHAT_API.sendMessage, { ...query, content: ' ' }, more), {
      code: 'VALIDATION_FAILED',
      details: [{ field: '/content' }],
    });
  });

  t.test('joining, repair and staying in step', async (t) => {
    const opened = await sendRequest(
      nc,
      CHAT_API.openRooms,
      { userId: bob, rooms: [{ roomId, since: 1 }] },
      more,
    );
    t.match(opened, {
      rooms: [{ roomId, head: 2, missed: { events: [{ seq: 2, kind: 'message-created' }] } }],
    });
    t.same(await sendRequest(nc, CHAT_API.authorizeRoom, { userId: bob, roomId }, more), { head: 2 });
    const events = await sendRequest(nc, CHAT_API.listEvents, { roomId, after: 0, limit: 10 }, more);
    t.match(events, { head: 2, events: [{ seq: 1 }, { seq: 2 }] });
    await t.rejects(sendRequest(nc, CHAT_API.listEvents, { roomId, after: 9, limit: 10 }, more), {
      code: 'RESYNC_REQUIRED',
    });
    t.same(await sendRequest(nc, CHAT_API.changedHeads, { positions: { [roomId]: 1 } }, more), {
      heads: { [roomId]: 2 },
    });
  });

  t.test('a page of heavy events fits into a message of the bus', async (t) => {
    const heavy = await fixture.group(ada);
    await Promise.all(Array.from({ length: 120 }, () => fixture.send(ada, heavy, 'é'.repeat(4000))));
    let after = 0;
    for (let pages = 0; after < 121; pages++) {
      const page = await sendRequest(nc, CHAT_API.listEvents, { roomId: heavy, after, limit: 1000 }, more);
      t.equal(page.events[0]?.seq, after + 1);
      after = page.events.at(-1)?.seq ?? 0;
      t.ok(pages < 10);
    }
  });

  t.test('who is where', async (t) => {
    t.match(await sendRequest(nc, CHAT_API.roomsOfUser, { userId: bob }, more), {
      rooms: [{ roomId, memberCount: 2 }],
    });
    const page = await sendRequest(nc, CHAT_API.roomMembers, { userId: bob, roomId, limit: 1 }, more);
    t.match(page, { members: [{ userId: ada, userName: 'Ada', userType: 'Student' }], next: ada });
  });

  t.test('seen over a socket moves the cursor of the room alone', async (t) => {
    const [message, elsewhere] = [
      await fixture.send(ada, roomId),
      await fixture.send(ada, await fixture.group(ada)),
    ];
    const query = { userId: bob, roomId, messageIds: [elsewhere.id, message.id] };
    t.match(await sendRequest(nc, CHAT_API.markSeen, query, more), {
      messageIds: [message.id],
      lastSeenSeq: message.seq,
      moved: true,
    });
    t.match(await sendRequest(nc, CHAT_API.markSeen, query, more), {
      lastSeenSeq: message.seq,
      moved: false,
    });
  });

  t.test('what could not be used is kept', async (t) => {
    const letter = { source: 'gateway', subject: 'chat.room.x', reason: 'bad', payload: 'a\0b\ud800' };
    await sendRequest(nc, CHAT_API.parkDeadLetter, letter, more);
    t.match(await fixture.db.prisma.deadLetter.findMany(), [
      { source: 'gateway', subject: 'chat.room.x', payload: /^ab/ },
    ]);
  });
});
