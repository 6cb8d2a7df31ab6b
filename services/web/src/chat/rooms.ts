import { asApiError } from '../api/api-error.ts';
import { ask } from '../realtime/ask.ts';
import { positionOf } from '../state/receive.ts';
import { catchUp } from './catch-up.ts';
import type { Parts } from './parts.ts';
import { retrying } from './retrying.ts';

const JOIN_AT_ONCE = 500;

/** Loads the list of rooms; keeps trying while the failure may pass. */
export async function loadRooms({ store, api, stopped }: Parts): Promise<void> {
  const knownBefore = Object.keys(store.get().rooms);
  const { items } = await retrying(api.rooms, stopped);
  store.dispatch({ type: 'rooms-arrived', rooms: items, knownBefore });
}

/** Joins rooms that are known and closes each one's gap. */
export async function joinRooms(parts: Parts, roomIds: readonly string[]): Promise<void> {
  const { store, socket } = parts;
  for (let at = 0; at < roomIds.length; at += JOIN_AT_ONCE) {
    const batch = roomIds.slice(at, at + JOIN_AT_ONCE);
    const since = Object.fromEntries(batch.map((roomId) => [roomId, positionOf(store.get(), roomId) ?? 0]));
    const joined = await retrying(
      () => ask(socket, 'join-chat-rooms', { roomIds: [...batch], since }),
      parts.stopped,
    );
    for (const { roomId, code } of joined.rejected ?? []) {
      if (code === 'ROOM_NOT_FOUND') store.dispatch({ type: 'room-gone', roomId });
    }
    await Promise.all(
      joined.rooms.map((roomId) =>
        catchUp(parts, roomId, joined.heads[roomId] ?? 0, joined.missed?.[roomId]),
      ),
    );
  }
}

/** Takes in a room that came up just now, and joins it. */
export async function addRoom(parts: Parts, roomId: string): Promise<void> {
  try {
    const room = await retrying(() => parts.api.room(roomId), parts.stopped);
    parts.store.dispatch({ type: 'room-arrived', room });
    // Without a connection the next one joins every known room.
    if (parts.socket.connected) await joinRooms(parts, [roomId]);
  } catch (thrown) {
    // Gone again before it could be looked at.
    if (asApiError(thrown).code !== 'ROOM_NOT_FOUND') throw thrown;
  }
}
