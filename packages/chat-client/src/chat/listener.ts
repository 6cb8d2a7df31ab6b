import { type RoomEvent, toRoomEvent } from '@kcs/contracts';
import type { ServerEvent } from '../realtime/link.ts';
import { endsRoom } from '../state/apply-events.ts';
import { positionOf } from '../state/chat-state.ts';
import { singleFlight } from '../time/single-flight.ts';
import type { CatchUp } from './catch-up.ts';
import { type ChatContext, inBackground } from './chat-context.ts';
import { deliver } from './deliver.ts';
import type { Rooms } from './rooms.ts';
import type { SummaryRefresher } from './summary-refresher.ts';

/** A gap usually closes by itself within this time. */
const GAP_MS = 250;

export interface ListenerDeps {
  readonly catchUp: CatchUp;
  readonly rooms: Rooms;
  readonly summaries: SummaryRefresher;
}

/** Handles every server event: applies it to the state and starts fetching what is missing. */
export function createListener(
  context: ChatContext,
  { catchUp, rooms, summaries }: ListenerDeps,
): (event: ServerEvent) => void {
  const { store, time, events, stopped } = context;
  const repair = singleFlight(async (roomId) => {
    await time.sleep(GAP_MS, stopped);
    const lastHeld = store.get().rooms[roomId]?.sequence.held.at(-1);
    if (lastHeld && !stopped.isOver) await catchUp(roomId, lastHeld.seq);
  });

  const onRoomEvent = (event: RoomEvent) => {
    const roomId = event.room_id;
    const { rooms: known, me } = store.get();
    if (known[roomId] === undefined) {
      if (!endsRoom(event, me.id)) inBackground(context, rooms.add(roomId));
      return;
    }
    deliver(context, roomId, [event]);
    if (store.get().rooms[roomId]?.sequence.held.length) inBackground(context, repair(roomId));
  };

  const resync = (roomId: string, head: number) => {
    // A head below the position means that the log was restored from a backup, so it is a different log.
    const isRestored = head < (positionOf(store.get(), roomId) ?? 0);
    inBackground(context, catchUp(roomId, head, isRestored ? { code: 'RESYNC_REQUIRED' } : undefined));
  };

  return (event) => {
    switch (event.name) {
      case 'new-chat-message':
      case 'chat-message-updated':
      case 'chat-message-deleted':
      case 'room-members-changed':
      case 'chat-room-updated':
      case 'chat-room-deleted':
      case 'room-event':
        return onRoomEvent(toRoomEvent(event));
      case 'messages-seen': {
        const { roomId, userId, lastSeenSeq } = event.payload;
        store.dispatch({ type: 'seen', roomId, userId, seq: lastSeenSeq });
        return summaries.refreshIfStale(roomId);
      }
      case 'chat-user-typing':
        return store.dispatch({ type: 'typing', update: event.payload, now: time.now() });
      case 'chat-user-status-update':
        return store.dispatch({ type: 'presence-updated', update: event.payload });
      case 'chat-resync':
        for (const [roomId, head] of Object.entries(event.payload.rooms)) resync(roomId, head);
        return;
      case 'chat-room-added':
        return inBackground(context, rooms.add(event.payload.roomId));
      case 'chat-room-settings-changed': {
        const { roomId, hidden } = event.payload;
        store.dispatch({ type: 'settings-changed', settings: event.payload });
        return inBackground(context, hidden ? rooms.endIfOver(roomId) : rooms.add(roomId));
      }
      case 'chat-user-updated':
        store.dispatch({ type: 'user-changed', change: event.payload });
        return;
      case 'chat-notification': {
        const { roomId } = event.payload.data as { roomId?: unknown };
        if (event.payload.type === 'new_chat' && typeof roomId === 'string') {
          inBackground(context, rooms.arrived(roomId));
        }
        return events.emit('notification', event.payload);
      }
      default:
        // Answers, events that `stayConnected` handles, and events of newer servers.
        return;
    }
  };
}
