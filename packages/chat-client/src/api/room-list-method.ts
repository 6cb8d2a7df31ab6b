import type { Room } from '@kcs/contracts';
import { asApiError } from './api-error.ts';
import type { Page } from './page.ts';
import type { RequestFunctions } from './request-functions.ts';

/** Runs a request for one page of the room list and returns the page. */
export type RoomPageRequestRunner = (request: () => Promise<Page<Room>>) => Promise<Page<Room>>;

export const ROOMS_PER_PAGE = 500;
/** Loading the room list stops after this many pages, so that a faulty server cannot cause an endless loop. */
const MAX_ROOM_PAGES = 20;

/** Creates the REST method for the room list. */
export function createRoomListMethod(requestPage: RequestFunctions['requestPage']) {
  const requestRoomPage = async (cursor: string | undefined): Promise<Page<Room>> => {
    const cursorParameter = cursor === undefined ? '' : `&cursor=${encodeURIComponent(cursor)}`;
    const path = `/chat/rooms?limit=${ROOMS_PER_PAGE}${cursorParameter}`;
    try {
      return await requestPage<Room>(`${path}&last_message=excerpt`);
    } catch (thrown) {
      // Older servers reject the `last_message` parameter, so try again without it.
      if (asApiError(thrown).code !== 'VALIDATION_FAILED') throw thrown;
      return requestPage<Room>(path);
    }
  };

  /**
   * Returns the user's whole room list, loaded page by page. The text of each room's last message may be truncated
   * (ROOM-20). `runPageRequest` runs the request for one page. If it retries a request, the pages already loaded are
   * kept.
   */
  return async (runPageRequest: RoomPageRequestRunner = (request) => request()): Promise<Room[]> => {
    const loadedRooms: Room[] = [];
    let nextPageCursor: string | undefined;
    for (let pages = 0; pages < MAX_ROOM_PAGES; pages += 1) {
      const { items, nextCursor } = await runPageRequest(() => requestRoomPage(nextPageCursor));
      loadedRooms.push(...items);
      if (nextCursor === undefined) break;
      nextPageCursor = nextCursor;
    }
    return loadedRooms;
  };
}
