import { buildRoomSubject, CHAT_API_REQUESTS, type MembersChangedEventData } from '@kcs/contracts';
import { createLogger, serveRequest } from '@kcs/service-kit';
import { eventually, startTestNats } from '@kcs/testkit';
import t, { type Test } from 'tap';
import type { Static } from 'typebox';
import { invalidateOnMembersChanged, RoomsOfUser } from '../../src/notices/rooms-of-user.ts';
import { openNatsConnection } from '../support/connections.ts';
import { createRoomId, createUserId } from '../support/ids.ts';

const logger = createLogger({ service: 'presence', instanceId: 'test', level: 'silent' });

/** Starts a stand-in for chat-api whose rooms and reply times are set by the test. */
async function startChatApiStandIn(t: Test) {
  const natsConnection = await openNatsConnection(t, await startTestNats(t));
  const chatApi = { rooms: ['room_a'], requests: 0, pageSize: 5_000, hold: Promise.resolve() };
  const subscription = serveRequest(natsConnection, CHAT_API_REQUESTS.roomsOfUser, {
    queue: 'chat-api',
    logger,
    handler: async ({ after = '' }) => {
      chatApi.requests += 1;
      const remainingRoomIds = chatApi.rooms.filter((roomId) => roomId > after);
      const pageRooms = remainingRoomIds
        .slice(0, chatApi.pageSize)
        .map((roomId, i) => ({ roomId, memberCount: 2 + i }));
      await chatApi.hold;
      return {
        rooms: pageRooms,
        next: remainingRoomIds.length > pageRooms.length ? (pageRooms.at(-1)?.roomId ?? null) : null,
      };
    },
  });
  t.teardown(() => subscription.stop());
  return { nc: natsConnection, chatApi, subscription };
}

t.test(
  "a user's rooms are requested again after the user has joined or left a room, even if a request was running then",
  async (t) => {
    const { nc, chatApi } = await startChatApiStandIn(t);
    const userId = createUserId();
    const roomsOfUser = new RoomsOfUser(nc, 500);

    let releaseReply = () => {};
    chatApi.hold = new Promise((resolve) => {
      releaseReply = resolve;
    });
    const pendingRoomIds = roomsOfUser.of(userId);
    await eventually('the request', () => chatApi.requests === 1);
    chatApi.rooms = ['room_a', 'room_b'];
    roomsOfUser.invalidate(userId);
    releaseReply();
    t.same(await pendingRoomIds, ['room_a'], 'the rooms at the time of the request');
    t.same(await roomsOfUser.of(userId), ['room_a', 'room_b'], 'they are not cached');
    t.same(await roomsOfUser.of(userId), ['room_a', 'room_b']);
    t.equal(chatApi.requests, 2, 'the cache is used while nothing changes');
    chatApi.rooms = ['room_b'];
    roomsOfUser.invalidate(userId);
    t.same(await roomsOfUser.of(userId), ['room_b']);
  },
);

t.test("every page of a user's rooms is requested", async (t) => {
  const { nc, chatApi } = await startChatApiStandIn(t);
  chatApi.rooms = [createRoomId(), createRoomId(), createRoomId()].sort();
  chatApi.pageSize = 1;
  t.same(await new RoomsOfUser(nc, 500).of(createUserId()), chatApi.rooms);
  t.equal(chatApi.requests, 3);
});

t.test(
  'while chat-api is unavailable, cached rooms are returned, and a user without cached rooms causes an error',
  async (t) => {
    const { nc, subscription } = await startChatApiStandIn(t);
    const [known, unknown] = [createUserId(), createUserId()];
    const roomsOfUser = new RoomsOfUser(nc, 500);
    await roomsOfUser.of(known);
    roomsOfUser.invalidate(known);
    await subscription.stop();
    t.same(await roomsOfUser.of(known), ['room_a']);
    await t.rejects(roomsOfUser.of(unknown), { code: 'UNAVAILABLE' });
  },
);

t.test('rooms with too many members receive no presence updates (PRES-5)', async (t) => {
  const { nc, chatApi } = await startChatApiStandIn(t);
  chatApi.rooms = ['room_of_2', 'room_of_3', 'room_of_4'];
  t.same(await new RoomsOfUser(nc, 3).of(createUserId()), ['room_of_2', 'room_of_3']);
});

t.test("when a user joins or leaves a room, the user's cached rooms are invalidated", async (t) => {
  const { nc } = await startChatApiStandIn(t);
  const invalidatedUserIds: string[] = [];
  const subscription = invalidateOnMembersChanged(
    nc,
    { invalidate: (user) => void invalidatedUserIds.push(user) },
    logger,
  );
  t.teardown(() => subscription.stop());
  const [room, added, removed, changed] = [createRoomId(), createUserId(), createUserId(), createUserId()];
  const membersChangedData: Static<typeof MembersChangedEventData> = {
    roomId: room,
    added: [{ userId: added, name: 'Ada', role: 'member' }],
    removed: [removed],
    changed: [{ userId: changed, role: 'admin' }],
    by: { userId: added, name: 'Ada' },
    roomName: 'Staff',
    roomType: 'group',
    timestamp: new Date().toISOString(),
  };
  nc.publish(buildRoomSubject(room, 'members-changed'), JSON.stringify({ data: membersChangedData }));
  await eventually('both users', () => invalidatedUserIds.length === 2);
  t.same(invalidatedUserIds, [added, removed]);
});
