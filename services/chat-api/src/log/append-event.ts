import type { MembersChanged, RoomDeleted, RoomEventKind, RoomUpdated } from '@kcs/contracts';
import type Type from 'typebox';
import type { Transaction } from '../database/database.ts';
import type { LockedMessage } from '../rooms/rows/lock-message.ts';
import type { StoredEvent } from './stored-event.ts';

interface RoomEventData {
  'members-changed': Type.Static<typeof MembersChanged>;
  'room-updated': Type.Static<typeof RoomUpdated>;
  'room-deleted': Type.Static<typeof RoomDeleted>;
}

/** Gives the room's next number to what was just changed. The transaction holds the room's lock. */
export async function appendEvent<K extends keyof RoomEventData>(
  tx: Transaction,
  room: { readonly id: string; readonly at: string },
  kind: K,
  event: RoomEventData[K],
): Promise<StoredEvent> {
  const data = JSON.stringify(event);
  const [row] = await tx.$queryRaw<[{ seq: number }]>`
    SELECT append_room_event(${room.id}, ${kind}, NULL, ${data}::json, ${room.at}::timestamptz, true) AS seq`;
  return { roomId: room.id, seq: row.seq, kind, data, createdAt: room.at };
}

/** The same for a message: its present text is the event's data. */
export async function appendMessageEvent(
  tx: Transaction,
  message: LockedMessage,
  kind: Extract<RoomEventKind, 'message-updated'>,
): Promise<StoredEvent> {
  const { id, roomId, at } = message;
  const [row] = await tx.$queryRaw<[{ seq: number; text: string }]>`
    SELECT seq, text FROM append_message_event(${roomId}, ${kind}, ${id}, ${at}::timestamptz)`;
  return { roomId, seq: row.seq, kind, data: row.text, createdAt: at };
}

/** A deletion's event names the message and holds nothing of it. */
export async function appendDeletion(
  tx: Transaction,
  message: LockedMessage,
  deletedBy: string,
): Promise<StoredEvent> {
  const { id, roomId, at } = message;
  const data = JSON.stringify({ messageId: id, roomId, messageSeq: message.seq, deletedBy, timestamp: at });
  const [row] = await tx.$queryRaw<[{ seq: number }]>`
    SELECT append_room_event(${roomId}, 'message-deleted', ${id}, ${data}::json, ${at}::timestamptz, false) AS seq`;
  return { roomId, seq: row.seq, kind: 'message-deleted', data, createdAt: at };
}
