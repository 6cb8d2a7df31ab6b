import { ask } from '../realtime/ask.ts';
import { lastActivity } from '../state/summary.ts';
import type { Parts } from './parts.ts';

/** Direct rooms whose other person is looked up ahead: as many as a long list shows without scrolling far. */
const DIRECT_ROOMS_MOST = 60;
const AT_ONCE = 3;

/** Loads the members of a room with how far each has read. */
export async function loadRoster({ store, api }: Parts, roomId: string): Promise<void> {
  const { items, hasMore } = await api.members(roomId);
  store.dispatch({ type: 'members-arrived', roomId, members: items, complete: !hasMore });
}

/** Learns who of a room is there now. Its members should be loaded: those not named are taken as away. */
export async function loadPresence({ store, socket }: Parts, roomId: string): Promise<void> {
  const { users, nextCursor } = await ask(socket, 'get-room-online-users', { roomId });
  const members = store.get().rosters[roomId]?.members ?? [];
  store.dispatch({
    type: 'presence-listed',
    online: users,
    members: nextCursor === undefined ? members.map((member) => member.user_id) : [],
  });
}

/** Fills in the other person of each direct room, and whether they are there. Failures leave the dot out. */
export async function loadDirectPeople(parts: Parts): Promise<void> {
  const rooms = Object.values(parts.store.get().rooms)
    .map((entry) => entry.summary)
    .filter((room) => room.room_type === 'direct')
    .sort((a, b) => (lastActivity(a) < lastActivity(b) ? 1 : -1))
    .slice(0, DIRECT_ROOMS_MOST);
  const work = async () => {
    for (let room = rooms.shift(); room && !parts.stopped.aborted; room = rooms.shift()) {
      if (!parts.store.get().rosters[room.id]?.members.length) await loadRoster(parts, room.id);
      if (parts.socket.connected) await loadPresence(parts, room.id);
    }
  };
  await Promise.allSettled(Array.from({ length: AT_ONCE }, work));
}
