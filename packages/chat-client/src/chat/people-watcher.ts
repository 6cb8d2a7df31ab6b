import { getPosition } from '../state/chat-state.ts';
import { isRosterStale } from '../state/roster.ts';
import { runWithRetries } from '../time/retrying.ts';
import { singleFlight } from '../time/single-flight.ts';
import type { Stop } from '../time/stop.ts';
import type { ChatContext } from './chat-context.ts';
import { loadOnlineUsers } from './load-online-users.ts';

const MAX_ROOMS_LOADED_AT_ONCE = 3;

/**
 * Keeps members and presence current for the rooms for which `show` or `watch` was called. This is best effort, because
 * a room is readable without members and presence: the client ignores a failed request and loads the data again on the
 * next connection.
 */
export interface PeopleWatcher {
  /** Loads a room's members and presence, and keeps them current until `hide` is called. */
  show(roomId: string): Promise<void>;
  hide(roomId: string): void;
  /** Loads a room's members and presence, and keeps them current even after `hide` is called. */
  watch(roomId: string): Promise<void>;
  /**
   * Loads members and presence again for all shown and watched rooms, because the client received no updates while it
   * was disconnected.
   */
  reload(stop: Stop): Promise<void>;
}

export function createPeopleWatcher(context: ChatContext): PeopleWatcher {
  const { store, api, events, time, stopped } = context;
  const watchedRoomIds = new Set<string>();

  const requestAndStoreRoster = singleFlight(async (roomId) => {
    const positionAtRequest = getPosition(store.get(), roomId);
    const rosterVersion = store.get().rosters[roomId]?.version;
    if (positionAtRequest === undefined || rosterVersion === undefined) return;
    const { items, hasMore } = await runWithRetries(() => api.members(roomId), time, stopped);
    const memberList = {
      members: items,
      complete: !hasMore,
      requestedAtSeq: positionAtRequest,
      version: rosterVersion,
    };
    store.dispatch({ type: 'members-loaded', roomId, list: memberList });
  });
  const mustReloadRoster = (roomId: string): boolean => {
    const roster = store.get().rosters[roomId];
    return roster !== undefined && isRosterStale(roster) && !stopped.hasFired;
  };
  /**
   * Repeats the request until the member list is current, because a shared request may have started before the latest
   * change.
   */
  const loadRoster = async (roomId: string) => {
    do await requestAndStoreRoster(roomId);
    while (mustReloadRoster(roomId));
  };
  const loadPresence = singleFlight((roomId) => loadOnlineUsers(context, roomId));
  const loadRosterAndPresence = async (roomId: string) => {
    store.dispatch({ type: 'roster-opened', roomId });
    // Load the members first, because loading presence marks the loaded members who are not online as offline.
    await loadRoster(roomId);
    if (context.link()) await loadPresence(roomId);
  };
  const loadPeopleOrIgnoreFailure = (roomId: string) => loadRosterAndPresence(roomId).catch(() => undefined);

  const reloadRosterIfStale = (roomId: string): void => {
    if (mustReloadRoster(roomId)) loadRoster(roomId).catch(() => undefined);
  };
  events.on('room-event', ({ room_id }) => reloadRosterIfStale(room_id));
  events.on('room-reset', ({ roomId }) => reloadRosterIfStale(roomId));

  return {
    show: loadPeopleOrIgnoreFailure,
    hide(roomId) {
      if (!watchedRoomIds.has(roomId)) store.dispatch({ type: 'roster-closed', roomId });
    },
    watch(roomId) {
      watchedRoomIds.add(roomId);
      return loadPeopleOrIgnoreFailure(roomId);
    },
    async reload(stop) {
      const { rooms: known, rosters } = store.get();
      const roomIdsToReload = Object.keys(known).filter(
        (roomId) => watchedRoomIds.has(roomId) || rosters[roomId],
      );
      const reloadRemainingRooms = async () => {
        for (let roomId = roomIdsToReload.pop(); roomId && !stop.hasFired; roomId = roomIdsToReload.pop())
          await loadPeopleOrIgnoreFailure(roomId);
      };
      await Promise.all(Array.from({ length: MAX_ROOMS_LOADED_AT_ONCE }, reloadRemainingRooms));
    },
  };
}
