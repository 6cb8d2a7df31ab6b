import t from 'tap';
import { listAllRoomsOfUser } from '../../src/membership/rooms-of-user.ts';

const createRoomListEntry = (n: number) => ({ roomId: `room_${n}`, memberCount: 2 });

t.test("every page of a user's rooms is requested", async (t) => {
  const roomQueries: object[] = [];
  const requestRoomsPage = async (query: { after?: string }) => {
    roomQueries.push(query);
    return query.after === undefined
      ? { rooms: [createRoomListEntry(1), createRoomListEntry(2)], next: 'room_2' }
      : { rooms: [createRoomListEntry(3)], next: null };
  };
  t.same(await listAllRoomsOfUser(requestRoomsPage, 'ada'), [
    createRoomListEntry(1),
    createRoomListEntry(2),
    createRoomListEntry(3),
  ]);
  t.same(roomQueries, [{ userId: 'ada' }, { userId: 'ada', after: 'room_2' }]);
});

t.test(
  'a known first page is not requested again, and a page without a cursor is the last page',
  async (t) => {
    const requestRoomsPage = async () => t.fail('no request is needed');
    const firstPage = { rooms: [createRoomListEntry(1)] };
    t.same(await listAllRoomsOfUser(requestRoomsPage as never, 'ada', firstPage), [createRoomListEntry(1)]);
  },
);
