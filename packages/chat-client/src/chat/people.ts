import { positionOf } from '../state/receive.ts';
import { isRosterStale } from '../state/roster.ts';
import { retrying } from '../time/retrying.ts';
import { singleFlight } from '../time/single-flight.ts';
import type { Stop } from '../time/stop.ts';
import { ask, type Parts } from './chat-context.ts';

/** Of 500 people each. */
const ONLINE_PAGES_MOST = 20;
const AT_ONCE = 3;

export type People = ReturnType<typeof createPeople>;

/**
 * Members and presence of the rooms that somebody looks at. Both are best effort: a room can be read without them, so
 * failures are kept quiet, and the next connection tries again.
 */
export function createPeople(parts: Parts) {
  const { store, api, time, events, stopped } = parts;
  /** Rooms whose people stay, open or not. */
  const watched = new Set<string>();

  const askRoster = singleFlight(async (roomId) => {
    const askedAt = positionOf(store.get(), roomId);
    const epoch = store.get().rosters[roomId]?.epoch;
    if (askedAt === undefined || epoch === undefined) return;
    const { items, hasMore } = await retrying(() => api.members(roomId), time, stopped);
    const list = { members: items, complete: !hasMore, askedAt, epoch };
    store.dispatch({ type: 'members-arrived', roomId, list });
  });
  const isStale = (roomId: string): boolean => {
    const roster = store.get().rosters[roomId];
    return roster !== undefined && isRosterStale(roster) && !stopped.isOver;
  };
  /** Until the list is current: what was on its way may have been asked for a roster that is no more. */
  const loadRoster = async (roomId: string) => {
    do await askRoster(roomId);
    while (isStale(roomId));
  };

  /** Its members should be loaded: those who are not named are taken as away. */
  const loadPresence = singleFlight(async (roomId) => {
    let cursor: string | undefined;
    for (let pages = 0; pages < ONLINE_PAGES_MOST; pages += 1) {
      const query = cursor === undefined ? { roomId } : { roomId, cursor };
      const { users, nextCursor } = await ask(parts, 'get-room-online-users', query);
      const whole = cursor === undefined && nextCursor === undefined;
      const members = whole ? (store.get().rosters[roomId]?.members ?? []) : [];
      const memberIds = members.map((member) => member.user_id);
      store.dispatch({ type: 'presence-listed', online: users, members: memberIds });
      if (nextCursor === undefined) return;
      cursor = nextCursor;
    }
  });

  const load = async (roomId: string) => {
    store.dispatch({ type: 'members-asked', roomId });
    await loadRoster(roomId);
    if (parts.link()) await loadPresence(roomId);
  };

  const reloadIfStale = (roomId: string): void => {
    if (isStale(roomId)) loadRoster(roomId).catch(() => undefined);
  };
  events.on('room-event', ({ room_id }) => reloadIfStale(room_id));
  events.on('room-reset', ({ roomId }) => reloadIfStale(roomId));

  return {
    /** Loads a room's members and who of them is there, and keeps both up to date until it is hidden. */
    async show(roomId: string): Promise<void> {
      await load(roomId).catch(() => undefined);
    },
    hide(roomId: string): void {
      if (!watched.has(roomId)) store.dispatch({ type: 'members-forgotten', roomId });
    },
    /** The same, whether it is hidden or not. */
    async watch(roomId: string): Promise<void> {
      watched.add(roomId);
      await load(roomId).catch(() => undefined);
    },
    /** After a connection: what was told meanwhile went unheard. */
    async reload(stop: Stop): Promise<void> {
      const { rooms: known, rosters } = store.get();
      const rooms = Object.keys(known).filter((roomId) => watched.has(roomId) || rosters[roomId]);
      const work = async () => {
        for (let roomId = rooms.pop(); roomId && !stop.isOver; roomId = rooms.pop()) {
          await load(roomId).catch(() => undefined);
        }
      };
      await Promise.all(Array.from({ length: AT_ONCE }, work));
    },
  };
}
