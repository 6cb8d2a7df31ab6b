import t from 'tap';
import { listAllRooms } from '../../src/membership/rooms-of-user.ts';

const createRoomEntry = (n: number) => ({ roomId: `room_${n}`, memberCount: 2 });

t.test("every page of a user's rooms is requested", async (t) => {
  const queries: object[] = [];
  const requestRooms = async (query: { after?: string }) => {
    queries.push(query);
    return query.after === undefined
      ? { rooms: [createRoomEntry(1), createRoomEntry(2)], next: 'room_2' }
      : { rooms: [createRoomEntry(3)], next: null };
  };
  t.same(await listAllRooms(requestRooms, 'ada'), [
    createRoomEntry(1),
    createRoomEntry(2),
    createRoomEntry(3),
  ]);
  t.same(queries, [{ userId: 'ada' }, { userId: 'ada', after: 'room_2' }]);
});

t.test(
  'a known first page is not requested again, and a page without a cursor is the last page',
  async (t) => {
    const requestRooms = async () => t.fail('no request is needed');
    const firstPage = { rooms: [createRoomEntry(1)] };
    t.same(await listAllRooms(requestRooms as never, 'ada', firstPage), [createRoomEntry(1)]);
  },
);
