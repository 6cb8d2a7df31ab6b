import { LIMITS } from '@kcs/contracts';
import { asApiError } from '../api/api-error.ts';
import { positionOf } from '../state/receive.ts';
import { isStale } from '../state/room-entry.ts';
import { coalescedByKey } from '../time/coalesced.ts';
import { retrying } from '../time/retrying.ts';
import { singleFlight } from '../time/single-flight.ts';
import type { Stop } from '../time/stop.ts';
import type { CatchUp } from './catch-up.ts';
import { ask as askServer, inBackground, type Parts } from './chat-context.ts';
import { deliverEnd } from './deliver.ts';

/** A summary that can no longer be counted on is loaded again; several changes together cost one request. */
const REFRESH_AFTER_MS = 400;
/** A room that the server could not let us into now is asked for again, and then less often. */
const JOIN_AGAIN_MS = 1_000;
const JOIN_AGAIN_MOST = 10;

export type Rooms = ReturnType<typeof createRooms>;

export function createRooms(parts: Parts, catchUp: CatchUp) {
  const { store, api, time, events, stopped } = parts;
  let joined = new Set<string>();
  /** How often each room was told to have come up: what was asked before says nothing of it any more. */
  const comings = new Map<string, number>();
  /** Known rooms that the user was added to: what is known may be the room before a removal that is still on its way. */
  const letInAgain = new Set<string>();
  /** How often the list was asked for. */
  let loads = 0;
  /** How often a room was left from here. */
  let leaves = 0;
  events.on('room-ended', ({ room }) => joined.delete(room.id));
  events.on('room-event', ({ room_id }) => refreshIfStale(room_id));
  events.on('room-reset', ({ roomId }) => refreshIfStale(roomId));

  /** Loads the list; keeps trying while the failure may pass. One that was asked for later counts instead. */
  async function load(stop: Stop): Promise<void> {
    const before = store.get();
    loads += 1;
    const turn = loads;
    const rooms = await afterLeaves(api.rooms, stop);
    if (turn !== loads) return;
    const here = new Set(rooms.map(({ id }) => id));
    const missing = Object.keys(before.rooms).filter((roomId) => !here.has(roomId));
    const added = rooms.filter(({ id }) => !store.get().rooms[id]);
    store.dispatch({ type: 'rooms-arrived', rooms });
    for (const { id } of rooms) refreshIfStale(id);
    if (before.roomsLoaded) for (const room of added) events.emit('room-added', { room });
    for (const roomId of missing) {
      if (!store.get().rooms[roomId]) continue;
      // It may have come up since, have moved to a page that was read already, or be beyond the longest list.
      if (!(await isShown(roomId, stop))) deliverEnd(parts, roomId);
    }
  }

  /** An answer that is not older than what was left from here. */
  async function afterLeaves<T>(ask: () => Promise<T>, stop: Stop): Promise<T> {
    for (;;) {
      const before = leaves;
      const answer = await retrying(ask, time, stop);
      if (leaves === before) return answer;
    }
  }

  async function isShown(roomId: string, stop: Stop): Promise<boolean> {
    const before = comings.get(roomId);
    try {
      if (!(await retrying(() => api.room(roomId), time, stop)).hidden) return true;
    } catch (thrown) {
      if (asApiError(thrown).code !== 'ROOM_NOT_FOUND') throw thrown;
    }
    return comings.get(roomId) === before ? false : isShown(roomId, stop);
  }

  /** Joins rooms that are known and closes each one's gap; until all of them are joined or over. */
  async function join(roomIds: readonly string[], stop: Stop): Promise<void> {
    let wanted = roomIds;
    for (let turn = 1; wanted.length > 0; turn += 1) {
      const refused: string[] = [];
      for (let at = 0; at < wanted.length; at += LIMITS.ROOMS_PER_JOIN) {
        refused.push(...(await joinBatch(wanted.slice(at, at + LIMITS.ROOMS_PER_JOIN), stop)));
      }
      wanted = refused;
      if (wanted.length > 0) await time.sleep(JOIN_AGAIN_MS * Math.min(turn, JOIN_AGAIN_MOST), stop);
      if (stop.isOver) return;
    }
  }

  /** Answers which rooms nobody could let us into for the moment. */
  async function joinBatch(roomIds: readonly string[], stop: Stop): Promise<string[]> {
    const into = joined;
    const ask = () => {
      const known = roomIds.filter((roomId) => store.get().rooms[roomId]);
      const since = Object.fromEntries(known.map((id) => [id, positionOf(store.get(), id) ?? 0]));
      return askServer(parts, 'join-chat-rooms', { roomIds: known, since });
    };
    const answer = await retrying(ask, time, stop);
    for (const roomId of answer.rooms) into.add(roomId);
    for (const { roomId, code } of answer.rejected ?? []) {
      if (code === 'ROOM_NOT_FOUND') deliverEnd(parts, roomId);
    }
    await Promise.all(answer.rooms.map((id) => catchUp(id, answer.heads[id] ?? 0, answer.missed?.[id])));
    for (const roomId of answer.rooms) {
      // Its end came while the answer was on its way. Perhaps it was the end before this beginning.
      if (!store.get().rooms[roomId]) inBackground(parts, add(roomId));
    }
    return (answer.rejected ?? [])
      .filter(({ roomId, code }) => code !== 'ROOM_NOT_FOUND' && store.get().rooms[roomId])
      .map(({ roomId }) => roomId);
  }

  /** Takes in a room that came up just now, and joins it; does nothing where it is gone again. */
  const add = coalescedByKey(async (roomId) => {
    const isKnown = store.get().rooms[roomId] !== undefined;
    const isLetInAgain = letInAgain.delete(roomId);
    if (isKnown && joined.has(roomId) && !isLetInAgain) return;
    try {
      if (!isKnown) await takeIn(roomId);
      if (!store.get().rooms[roomId]) return;
      // Without a connection the next one joins every known room.
      if (parts.link()) await join([roomId], stopped).catch(unlessLost);
      if (isLetInAgain && !store.get().rooms[roomId]) inBackground(parts, add(roomId));
    } catch (thrown) {
      if (asApiError(thrown).code !== 'ROOM_NOT_FOUND') throw thrown;
    }
  });
  const takeIn = async (roomId: string) => {
    const room = await afterLeaves(() => api.room(roomId), stopped);
    if (room.hidden || store.get().rooms[roomId]) return;
    store.dispatch({ type: 'room-arrived', room });
    events.emit('room-added', { room });
  };
  /** The user leaves the room; throws `ApiError` where that cannot be done now. */
  const leave = async (roomId: string) => {
    await api.removeMember(roomId, store.get().me.id).catch((thrown) => {
      // Left before: from another place, or by a call whose answer was lost.
      if (asApiError(thrown).code !== 'ROOM_NOT_FOUND') throw thrown;
    });
    leaves += 1;
    deliverEnd(parts, roomId, true);
    // A message may have shown it again before the answer came.
    inBackground(parts, add(roomId));
  };
  /** Takes in a room that the user was added to or opened, known or not. */
  const letIn = (roomId: string) => {
    comings.set(roomId, (comings.get(roomId) ?? 0) + 1);
    joined.delete(roomId);
    if (store.get().rooms[roomId]) letInAgain.add(roomId);
    return add(roomId);
  };
  const unlessLost = (thrown: unknown) => {
    if (parts.link()) throw thrown;
  };

  const isUnsure = (roomId: string): boolean => {
    const entry = store.get().rooms[roomId];
    return entry !== undefined && isStale(entry);
  };
  const refresh = singleFlight(async (roomId) => {
    for (let waits = 1; isUnsure(roomId) && !stopped.isOver; waits += 1) {
      await time.sleep(REFRESH_AFTER_MS * Math.min(waits, 20), stopped);
      const room = await retrying(() => api.room(roomId), time, stopped);
      if (store.get().rooms[roomId]) store.dispatch({ type: 'room-arrived', room });
    }
  });
  /** Failures leave the counts as they are until the next list. */
  function refreshIfStale(roomId: string): void {
    if (isUnsure(roomId)) refresh(roomId).catch(() => undefined);
  }

  return {
    load,
    join,
    add,
    letIn,
    leave,
    refreshIfStale,
    /** On a new connection nothing is joined. */
    forgetJoined() {
      joined = new Set();
    },
    unjoined: () => Object.keys(store.get().rooms).filter((roomId) => !joined.has(roomId)),
  };
}
