import { positionOf } from '../state/chat-state.ts';
import { isRosterStale } from '../state/roster.ts';
import { retrying } from '../time/retrying.ts';
import { singleFlight } from '../time/single-flight.ts';
import type { Stop } from '../time/stop.ts';
import { type ChatContext, request } from './chat-context.ts';

/** A page has 500 people. */
const MAX_ONLINE_PAGES = 20;
const ROOMS_AT_ONCE = 3;

/**
 * Members and presence of the rooms on screen. Both are best effort, because a room can be read without them. A
 * failure is ignored, and the next connection loads them again.
 */
export interface People {
  /** Loads a room's members and presence, and keeps both current until the room is hidden. */
  show(roomId: string): Promise<void>;
  hide(roomId: string): void;
  /** Like `show`, but hiding the room does not end it. */
  watch(roomId: string): Promise<void>;
  /** Loads everything on screen again, because updates during a disconnect were missed. */
  reload(stop: Stop): Promise<void>;
}

export function createPeople(context: ChatContext): People {
  const { store, api, events, time, stopped } = context;
  const watched = new Set<string>();

  const requestRoster = singleFlight(async (roomId) => {
    const requestedAt = positionOf(store.get(), roomId);
    const epoch = store.get().rosters[roomId]?.epoch;
    if (requestedAt === undefined || epoch === undefined) return;
    const { items, hasMore } = await retrying(() => api.members(roomId), time, stopped);
    const list = { members: items, complete: !hasMore, requestedAt, epoch };
    store.dispatch({ type: 'members-loaded', roomId, list });
  });
  const isStale = (roomId: string): boolean => {
    const roster = store.get().rosters[roomId];
    return roster !== undefined && isRosterStale(roster) && !stopped.isOver;
  };
  /** Repeats until the list is current, because a request that was already running may belong to an earlier roster. */
  const loadRoster = async (roomId: string) => {
    do await requestRoster(roomId);
    while (isStale(roomId));
  };
  const loadPresence = singleFlight((roomId) => listOnline(context, roomId));
  const load = async (roomId: string) => {
    store.dispatch({ type: 'roster-opened', roomId });
    // Presence needs the members, because members who are not listed as online are offline.
    await loadRoster(roomId);
    if (context.link()) await loadPresence(roomId);
  };
  const show = (roomId: string) => load(roomId).catch(() => undefined);

  const reloadIfStale = (roomId: string): void => {
    if (isStale(roomId)) loadRoster(roomId).catch(() => undefined);
  };
  events.on('room-event', ({ room_id }) => reloadIfStale(room_id));
  events.on('room-reset', ({ roomId }) => reloadIfStale(roomId));

  return {
    show,
    hide(roomId) {
      if (!watched.has(roomId)) store.dispatch({ type: 'roster-closed', roomId });
    },
    watch(roomId) {
      watched.add(roomId);
      return show(roomId);
    },
    async reload(stop) {
      const { rooms: known, rosters } = store.get();
      const waiting = Object.keys(known).filter((roomId) => watched.has(roomId) || rosters[roomId]);
      const work = async () => {
        for (let roomId = waiting.pop(); roomId && !stop.isOver; roomId = waiting.pop()) await show(roomId);
      };
      await Promise.all(Array.from({ length: ROOMS_AT_ONCE }, work));
    },
  };
}

/** Loads the online users of a room, page by page. Only a list of a single page also shows who is offline. */
async function listOnline(context: ChatContext, roomId: string): Promise<void> {
  const { store } = context;
  let cursor: string | undefined;
  for (let pages = 0; pages < MAX_ONLINE_PAGES; pages += 1) {
    const query = cursor === undefined ? { roomId } : { roomId, cursor };
    const { users, nextCursor } = await request(context, 'get-room-online-users', query);
    const isSinglePage = cursor === undefined && nextCursor === undefined;
    const members = isSinglePage ? (store.get().rosters[roomId]?.members ?? []) : [];
    store.dispatch({
      type: 'presence-listed',
      online: users,
      members: members.map((member) => member.user_id),
    });
    if (nextCursor === undefined) return;
    cursor = nextCursor;
  }
}
