import type { CHAT_API, ReplyOf, RequestOf } from '@kcs/contracts';

type RoomsPage = ReplyOf<typeof CHAT_API.roomsOfUser>;
type RequestRooms = (query: RequestOf<typeof CHAT_API.roomsOfUser>) => Promise<RoomsPage>;

/**
 * Returns all of a user's rooms. Requests them page by page. `first` is the first page, if the caller has already
 * received it.
 */
export async function listAllRooms(
  requestRooms: RequestRooms,
  userId: string,
  first?: RoomsPage,
): Promise<RoomsPage['rooms']> {
  let page = first ?? (await requestRooms({ userId }));
  const rooms = [...page.rooms];
  while (page.next) {
    page = await requestRooms({ userId, after: page.next });
    rooms.push(...page.rooms);
  }
  return rooms;
}
