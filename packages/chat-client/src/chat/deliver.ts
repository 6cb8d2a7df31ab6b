import { jumpToPosition, type Room, type RoomEvent } from '@kcs/contracts';
import { endsRoomForUser } from '../state/apply-events.ts';
import type { MessagePage } from '../state/message-page.ts';
import { releaseEventsInOrder } from '../state/sequence.ts';
import type { ChatContext } from './chat-context.ts';

/**
 * Accepts persisted events of one room, from the socket or a REST response. Applies and emits the events that are next
 * in order, and holds events that are ahead of a gap.
 */
export function deliverEvents(context: ChatContext, roomId: string, events: readonly RoomEvent[]): void {
  const roomEntry = context.store.get().rooms[roomId];
  if (roomEntry === undefined) return;
  const { sequence, released } = releaseEventsInOrder(roomEntry.sequence, events);
  context.store.dispatch({ type: 'events-released', roomId, events: released, sequence });
  emitReleasedEvents(context, roomEntry.summary, released);
}

/**
 * Replaces a room's data with newly loaded data, and sets the room's position to the loaded room's head. Call this
 * function if the events up to that head cannot be applied one by one.
 */
export function deliverReloadedRoom(context: ChatContext, room: Room, page: MessagePage | null): void {
  const roomEntry = context.store.get().rooms[room.id];
  if (roomEntry === undefined) return;
  const { sequence, released } = jumpToPosition(roomEntry.sequence, room.last_seq);
  context.store.dispatch({ type: 'room-reset', room, page, events: released, sequence });
  context.events.emit('room-reset', { roomId: room.id });
  emitReleasedEvents(context, room, released);
}

/**
 * Removes a room because a server response, rather than an event, shows that the user is no longer in it. `own` is true
 * if the user left the room on this client.
 */
export function deliverRoomEnd(context: ChatContext, roomId: string, own = false): void {
  const roomEntry = context.store.get().rooms[roomId];
  if (roomEntry === undefined) return;
  context.store.dispatch({ type: 'room-removed', roomId });
  context.events.emit('room-ended', { room: roomEntry.summary, event: null, own });
}

function emitReleasedEvents(
  { store, events }: ChatContext,
  room: Room,
  released: readonly RoomEvent[],
): void {
  const { me } = store.get();
  for (const [index, event] of released.entries()) {
    events.emit('room-event', event);
    if (!endsRoomForUser(event, me.id)) continue;
    events.emit('room-ended', { room, event, own: findActorId(event) === me.id });
    // The server sends events only to members. If more events follow the removal, the user was added again (REM-1).
    if (index < released.length - 1) events.emit('room-returned', { roomId: room.id });
    return;
  }
}

/** Returns the id of the user who changed the members or deleted the room; undefined for other events. */
function findActorId(event: RoomEvent): string | null | undefined {
  if (event.kind === 'members-changed') return event.data.by?.userId;
  return event.kind === 'room-deleted' ? event.data.deletedBy : undefined;
}
