import t from 'tap';
import { deliverEvents } from '../../src/chat/deliver.ts';
import { createPeopleWatcher } from '../../src/chat/people-watcher.ts';
import { buildMember, buildMembersChangedEvent, buildRoom, ROOM_ID } from '../support/samples.ts';
import { createTestContext, type StandInDependencies } from '../support/test-context.ts';

/**
 * Creates the people watcher of a client with one room, whose members are a and b. `online` contains the pages of the
 * list of online users.
 */
function createTestPeopleWatcher(online: string[][], link?: StandInDependencies['link']) {
  const requestedRoomIds: string[] = [];
  const onlinePages = online.map((ids, n) => ({
    roomId: ROOM_ID,
    users: ids.map((userId) => ({ userId, userName: userId, userType: 'Student', status: 'online' })),
    count: 2,
    ...(n < online.length - 1 && { nextCursor: `${n + 1}` }),
  }));
  const respondWithPage = async (_event: string, { cursor = '0' }: { cursor?: string }) =>
    onlinePages[Number(cursor)];
  const clientParts = createTestContext({
    api: {
      members: async (roomId) => {
        requestedRoomIds.push(roomId);
        return { items: ['a', 'b'].map((id) => buildMember(id)), hasMore: false };
      },
    },
    link: link ?? { request: respondWithPage as never },
  });
  const listPresenceStatuses = () =>
    Object.entries(clientParts.store.get().presence).map(([id, { status }]) => `${id} ${status}`);
  return {
    ...clientParts,
    loads: requestedRoomIds,
    statuses: listPresenceStatuses,
    people: createPeopleWatcher(clientParts.context),
  };
}

t.test('showing a room loads its members and its online users', async (t) => {
  const { people, store, statuses } = createTestPeopleWatcher([['a']]);
  await people.show(ROOM_ID);
  t.equal(store.get().rosters[ROOM_ID]?.members.length, 2);
  t.same(statuses(), ['a online', 'b offline']);
});

t.test('if the online list has several pages, no member is marked as offline', async (t) => {
  const { people, statuses } = createTestPeopleWatcher([['a'], ['c']]);
  await people.show(ROOM_ID);
  t.same(statuses(), ['a online', 'c online']);
});

t.test('after an event that changes the members, the member list is loaded again', async (t) => {
  const { people, context, time, loads } = createTestPeopleWatcher([['a']]);
  await people.show(ROOM_ID);
  deliverEvents(context, ROOM_ID, [buildMembersChangedEvent(11, { added: ['c'] })]);
  await time.run(0);
  t.same(loads, [ROOM_ID, ROOM_ID]);
});

t.test(
  'a reconnect loads the members of shown and watched rooms again, but not of a room after `hide` was called',
  async (t) => {
    const { people, store, stopped, loads } = createTestPeopleWatcher([['a']]);
    const newRoomIds = ['shown', 'hidden', 'watched'];
    for (const id of newRoomIds) store.dispatch({ type: 'room-loaded', room: buildRoom({ id }) });
    await Promise.all([people.show('shown'), people.show('hidden'), people.watch('watched')]);
    for (const id of ['hidden', 'watched']) people.hide(id);
    t.same(Object.keys(store.get().rosters).sort(), ['shown', 'watched']);
    loads.length = 0;
    await people.reload(stopped);
    t.same(loads.sort(), ['shown', 'watched']);
  },
);

t.test('a failure to load members is ignored, because a room can be read without them', async (t) => {
  const { people, store } = createTestPeopleWatcher([], {
    request: async () => {
      throw new Error('broken');
    },
  });
  await t.resolves(people.show(ROOM_ID));
  t.equal(store.get().rosters[ROOM_ID]?.members.length, 2);
});
