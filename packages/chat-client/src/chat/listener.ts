import { type RoomEvent, toRoomEvent } from '@kcs/contracts';
import type { ServerEvent } from '../realtime/link.ts';
import { endsRoomForUser } from '../state/apply-events.ts';
import { getPosition } from '../state/chat-state.ts';
import { singleFlight } from '../time/single-flight.ts';
import type { CatchUp } from './catch-up.ts';
import { type ChatContext, runInBackground } from './chat-context.ts';
import { deliverEvents } from './deliver.ts';
import type { NotificationCenter } from './notification-center.ts';
import type { RoomManager } from './room-manager.ts';
import type { SummaryRefresher } from './summary-refresher.ts';

/**
 * How long to wait before fetching the events in a gap. Events that are only out of order usually arrive within this
 * time.
 */
const GAP_REPAIR_DELAY_MS = 250;

export interface ServerEventListenerDeps {
  readonly catchUp: CatchUp;
  readonly rooms: RoomManager;
  readonly summaries: SummaryRefresher;
  readonly notifications: NotificationCenter;
}

/** Creates the handler of all server events. The handler applies each event to the state and repairs gaps. */
export function createServerEventListener(
  context: ChatContext,
  { catchUp, rooms, summaries, notifications }: ServerEventListenerDeps,
): (event: ServerEvent) => void {
  const { store, time, events, stopped } = context;
  const repairGap = singleFlight(async (roomId) => {
    await time.sleep(GAP_REPAIR_DELAY_MS, stopped);
    const lastHeldEvent = store.get().rooms[roomId]?.sequence.held.at(-1);
    if (lastHeldEvent && !stopped.hasFired) await catchUp(roomId, lastHeldEvent.seq);
  });

  const handleRoomEvent = (event: RoomEvent) => {
    const roomId = event.room_id;
    const { rooms: known, me } = store.get();
    if (known[roomId] === undefined) {
      if (!endsRoomForUser(event, me.id)) runInBackground(context, rooms.add(roomId));
      return;
    }
    deliverEvents(context, roomId, [event]);
    if (store.get().rooms[roomId]?.sequence.held.length) runInBackground(context, repairGap(roomId));
  };

  const resyncRoom = (roomId: string, head: number) => {
    // If the server's head is below the client's position, the log was restored from a backup. Load the room again.
    const isLogRestored = head < (getPosition(store.get(), roomId) ?? 0);
    runInBackground(context, catchUp(roomId, head, isLogRestored ? { code: 'RESYNC_REQUIRED' } : undefined));
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
        return handleRoomEvent(toRoomEvent(event));
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
        for (const [roomId, head] of Object.entries(event.payload.rooms)) resyncRoom(roomId, head);
        return;
      case 'chat-room-added':
        return runInBackground(context, rooms.add(event.payload.roomId));
      case 'chat-room-settings-changed': {
        const { roomId, hidden } = event.payload;
        store.dispatch({ type: 'settings-changed', settings: event.payload });
        return runInBackground(context, hidden ? rooms.removeIfEnded(roomId) : rooms.add(roomId));
      }
      case 'chat-user-updated':
        store.dispatch({ type: 'user-changed', change: event.payload });
        return;
      case 'chat-notification': {
        const { roomId } = event.payload.data as { roomId?: unknown };
        if (event.payload.type === 'new_chat' && typeof roomId === 'string') {
          runInBackground(context, rooms.onRoomAdded(roomId));
        }
        notifications.onNotification(event.payload);
        return events.emit('notification', event.payload);
      }
      case 'notifications-seen':
        return notifications.onSeen(event.payload);
      default:
        // Ignore acknowledgments, connection events (handled by `stayConnected`), and unknown events from newer
        // servers.
        return;
    }
  };
}
