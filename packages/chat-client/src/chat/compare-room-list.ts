import type { Room } from '@kcs/contracts';

/**
 * Compares a loaded room list with the rooms that the client knows. `added` contains the listed rooms that the client
 * does not know yet. `missing` contains the rooms that the client knew when it sent the request and that are not in the
 * list. A `missing` room has not necessarily ended: it may have been added again after the request, it may have moved
 * to a page that was already loaded, or it may be beyond the last page that the client loads.
 */
export function compareRoomList(
  list: readonly Room[],
  knownAtRequest: readonly string[],
  knownNow: readonly string[],
): { readonly added: readonly Room[]; readonly missing: readonly string[] } {
  const listedRoomIds = new Set(list.map(({ id }) => id));
  const knownRoomIds = new Set(knownNow);
  return {
    added: list.filter(({ id }) => !knownRoomIds.has(id)),
    missing: knownAtRequest.filter((roomId) => !listedRoomIds.has(roomId)),
  };
}
