import type { RoomEvent } from '@kcs/contracts';
import type { Told } from '../realtime/link.ts';
import { toRoomEvent } from '../realtime/to-room-event.ts';
import { endsRoom, positionOf } from '../state/receive.ts';
import { singleFlight } from '../time/single-flight.ts';
import type { CatchUp } from './catch-up.ts';
import { inBackground, type Parts } from './chat-context.ts';
import { deliver } from './deliver.ts';
import type { Rooms } from './rooms.ts';

/** A gap usually closes by itself within this time. */
const GAP_MS = 250;

interface Helpers {
  readonly catchUp: CatchUp;
  readonly rooms: Rooms;
}

/** What to do with everything that the server tells: into the state, and asking for what is missing. */
export function createListener(parts: Parts, { catchUp, rooms }: Helpers): (told: Told) => void {
  const { store, time, events, stopped } = parts;
  const repair = singleFlight(async (roomId) => {
    await time.sleep(GAP_MS, stopped);
    const furthest = store.get().rooms[roomId]?.sequence.held.at(-1);
    if (furthest && !stopped.isOver) await catchUp(roomId, furthest.seq);
  });

  const onEvent = (event: RoomEvent) => {
    const roomId = event.room_id;
    const { rooms: known, me } = store.get();
    if (known[roomId] === undefined) {
      if (!endsRoom(event, me.id)) inBackground(parts, rooms.add(roomId));
      return;
    }
    if (deliver(parts, roomId, [event])) return inBackground(parts, rooms.add(roomId));
    if (store.get().rooms[roomId]?.sequence.held.length) inBackground(parts, repair(roomId));
  };

  return (told) => {
    switch (told.name) {
      case 'new-chat-message':
      case 'chat-message-updated':
      case 'chat-message-deleted':
      case 'room-members-changed':
      case 'chat-room-updated':
      case 'chat-room-deleted':
        return onEvent(toRoomEvent(told));
      case 'messages-seen': {
        const { roomId, userId, lastSeenSeq } = told.payload;
        store.dispatch({ type: 'seen', roomId, userId, seq: lastSeenSeq });
        return rooms.refreshIfStale(roomId);
      }
      case 'chat-user-typing':
        return store.dispatch({ type: 'typing', told: told.payload, now: time.now() });
      case 'chat-user-status-update':
        return store.dispatch({ type: 'presence-told', told: told.payload });
      case 'chat-resync':
        for (const [roomId, head] of Object.entries(told.payload.rooms)) {
          // A log that ends below what was applied of it is another log: it was restored from a backup.
          const isRewound = head < (positionOf(store.get(), roomId) ?? 0);
          inBackground(parts, catchUp(roomId, head, isRewound ? { code: 'RESYNC_REQUIRED' } : undefined));
        }
        return;
      case 'chat-notification': {
        const { roomId } = told.payload.data as { roomId?: unknown };
        if (told.payload.type === 'new_chat' && typeof roomId === 'string') {
          inBackground(parts, rooms.letIn(roomId));
        }
        return events.emit('notification', told.payload);
      }
      default:
        // Answers to what was asked without a callback, what the connection itself looks after, and news of newer servers.
        return;
    }
  };
}
