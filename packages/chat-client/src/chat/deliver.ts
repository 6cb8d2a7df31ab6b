import type { Room, RoomEvent } from '@kcs/contracts';
import { endsRoom } from '../state/receive.ts';
import { restart, type Sequence, take } from '../state/sequence.ts';
import type { MessagePage } from '../state/timeline.ts';
import type { Parts } from './chat-context.ts';

/**
 * Takes in lasting events of one known room, from whichever way they came, and tells those that have their turn.
 * Answers whether the room came to its end and something followed: then the user was let in again, and the room is new.
 */
export function deliver(parts: Parts, roomId: string, events: readonly RoomEvent[]): boolean {
  const entry = parts.store.get().rooms[roomId];
  if (entry === undefined) return false;
  const released: RoomEvent[] = [];
  let sequence: Sequence = entry.sequence;
  for (const event of events) {
    const [next, now] = take(sequence, event);
    sequence = next;
    released.push(...now);
  }
  parts.store.dispatch({ type: 'events', events });
  return tell(parts, entry.summary, released);
}

/** Goes on from a room that was loaded afresh, since events before it are missing for good. */
export function deliverAfresh(parts: Parts, room: Room, page: MessagePage | null): boolean {
  const entry = parts.store.get().rooms[room.id];
  if (entry === undefined) return false;
  const [, released] = restart(entry.sequence, room.last_seq);
  parts.store.dispatch({ type: 'room-reset', room, page });
  parts.events.emit('room-reset', { roomId: room.id });
  return tell(parts, room, released);
}

/** The room is over for the user, as another answer than an event says; `own`: the user has left it from here. */
export function deliverEnd(parts: Parts, roomId: string, own = false): void {
  const entry = parts.store.get().rooms[roomId];
  if (entry === undefined) return;
  parts.store.dispatch({ type: 'room-gone', roomId });
  parts.events.emit('room-ended', { room: entry.summary, event: null, own });
}

function tell({ store, events }: Parts, room: Room, released: readonly RoomEvent[]): boolean {
  const { me } = store.get();
  for (const [index, event] of released.entries()) {
    events.emit('room-event', event);
    if (!endsRoom(event, me.id)) continue;
    events.emit('room-ended', { room, event, own: doneBy(event) === me.id });
    return index < released.length - 1;
  }
  return false;
}

/** Who ended the room for the user. */
function doneBy(event: RoomEvent): string | null | undefined {
  if (event.kind === 'members-changed') return event.data.by?.userId;
  return event.kind === 'room-deleted' ? event.data.deletedBy : undefined;
}
