import type { RoomEvent } from '@kcs/contracts';
import { LASTING_EVENTS, toRoomEvent } from '../realtime/to-room-event.ts';
import { endsRoom } from '../state/receive.ts';
import { roomTitle } from '../state/room-title.ts';
import { catchUp } from './catch-up.ts';
import { complain, type Parts } from './parts.ts';
import { loadRoster } from './people.ts';
import { pause } from './retrying.ts';
import { addRoom } from './rooms.ts';
import { singleFlight } from './single-flight.ts';

/** A gap usually closes by itself within this time. */
const GAP_MS = 250;

/** Feeds everything the socket says into the state, and asks for what is missing. */
export function listen(parts: Parts): void {
  const { store, socket, stopped } = parts;
  const add = singleFlight((roomId) => addRoom(parts, roomId));
  const roster = singleFlight((roomId) => loadRoster(parts, roomId));
  const repair = singleFlight(async (roomId) => {
    await pause(GAP_MS, stopped);
    const furthest = store.get().rooms[roomId]?.held.at(-1);
    if (furthest) await catchUp(parts, roomId, furthest.seq);
  });
  const logged = (work: Promise<unknown>) => void work.catch((thrown) => complain(parts, thrown));

  const onEvent = (event: RoomEvent) => {
    const { rooms, me } = store.get();
    const before = rooms[event.room_id];
    if (before === undefined && !endsRoom(event, me.id)) return logged(add(event.room_id));
    store.dispatch({ type: 'event', event });
    const after = store.get().rooms[event.room_id];
    if (before && !after) return tellEnd(parts, event, roomTitle(before.summary, me.name));
    if (after && after.held.length > 0) logged(repair(event.room_id));
    // The list of members is best effort: without it the room works as well.
    if (store.get().rosters[event.room_id]?.stale) void roster(event.room_id).catch(() => undefined);
  };

  for (const name of LASTING_EVENTS) {
    // The names and payloads belong together pairwise, which a loop over the names cannot express.
    const listener = (payload: unknown) =>
      onEvent(toRoomEvent(...([name, payload] as Parameters<typeof toRoomEvent>)));
    socket.on(name, listener as never);
  }
  socket.on('messages-seen', ({ roomId, userId, lastSeenSeq }) =>
    store.dispatch({ type: 'seen', roomId, userId, seq: lastSeenSeq }),
  );
  socket.on('chat-user-typing', (told) => store.dispatch({ type: 'typing', told, now: Date.now() }));
  socket.on('chat-user-status-update', (told) => store.dispatch({ type: 'presence-told', told }));
  socket.on('chat-resync', ({ rooms }) => {
    for (const [roomId, head] of Object.entries(rooms)) logged(catchUp(parts, roomId, head));
  });
  socket.on('chat-notification', ({ type, data }) => {
    const { roomId, roomName, initiatorName } = data as Record<string, string | undefined>;
    if (type !== 'new_chat' || roomId === undefined || store.get().rooms[roomId]) return;
    logged(add(roomId));
    const text = `${initiatorName ?? 'Someone'} added you to “${roomName ?? 'a new room'}”.`;
    store.dispatch({ type: 'noticed', kind: 'info', text });
  });
}

function tellEnd({ store }: Parts, event: RoomEvent, title: string): void {
  const myId = store.get().me.id;
  const by = event.kind === 'members-changed' ? event.data.by?.userId : undefined;
  const deletedBy = event.kind === 'room-deleted' ? event.data.deletedBy : undefined;
  if (by === myId || deletedBy === myId) return;
  const text = deletedBy ? `“${title}” was deleted.` : `You are no longer a member of “${title}”.`;
  store.dispatch({ type: 'noticed', kind: 'info', text });
}
