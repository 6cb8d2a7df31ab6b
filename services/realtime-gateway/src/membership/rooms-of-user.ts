import type { CHAT_API_REQUESTS, ReplyOf, RequestOf } from '@kcs/contracts';

type RoomsPage = ReplyOf<typeof CHAT_API_REQUESTS.roomsOfUser>;
type RequestRoomsPage = (query: RequestOf<typeof CHAT_API_REQUESTS.roomsOfUser>) => Promise<RoomsPage>;

/**
 * Returns all of a user's rooms. Requests them page by page. `first` is the first page, if the caller has already
 * received it.
 */
export async function listAllRoomsOfUser(
  requestRooms: RequestRoomsPage,
  userId: string,
  first?: RoomsPage,
): Promise<RoomsPage['rooms']> {
  let roomsPage = first ?? (await requestRooms({ userId }));
  const rooms = [...roomsPage.rooms];
  while (roomsPage.next) {
    roomsPage = await requestRooms({ userId, after: roomsPage.next });
    rooms.push(...roomsPage.rooms);
  }
  return rooms;
}
