import type {
  MembersChangedEventData,
  ReactionChange,
  RoomDeletedEventData,
  RoomUpdatedEventData,
} from '@kcs/contracts';
import type Type from 'typebox';
import type { Transaction } from '../database/database.ts';
import type { StoredEvent } from './stored-event.ts';

export interface RoomEventDataByKind {
  'members-changed': Type.Static<typeof MembersChangedEventData>;
  'room-updated': Type.Static<typeof RoomUpdatedEventData>;
  'room-deleted': Type.Static<typeof RoomDeletedEventData>;
}

/**
 * A message that the transaction changes, and the time at which the transaction locked the message's room. This time
 * becomes the time of the appended event.
 */
export interface ChangedMessage {
  readonly id: string;
  readonly roomId: string;
  readonly seq: number;
  readonly lockedAt: string;
}

/**
 * Appends an event that concerns a room but none of its messages. The event gets the room's next seq, so the
 * transaction must hold the lock on the room's row (LOG-1).
 */
export async function appendEvent<K extends keyof RoomEventDataByKind>(
  tx: Transaction,
  kind: K,
  event: RoomEventDataByKind[K],
): Promise<StoredEvent> {
  const { roomId, timestamp: createdAt } = event;
  const eventJson = JSON.stringify(event);
  const [row] = await tx.$queryRaw<[{ seq: number }]>`
    SELECT append_room_event(${roomId}, ${kind}, NULL, ${eventJson}::json, ${createdAt}::timestamptz, true) AS seq`;
  return { roomId, seq: row.seq, kind, data: eventJson, createdAt };
}

/**
 * Appends a `message-updated` event after a message was edited. The event's data is the message's current state.
 * `newlyMentioned` contains the members whom the message mentions now but did not mention before the edit (MENTION-2).
 */
export async function appendEditEvent(
  tx: Transaction,
  { id, roomId, lockedAt: createdAt }: ChangedMessage,
  newlyMentioned: readonly string[],
): Promise<StoredEvent> {
  const extraFieldsJson =
    newlyMentioned.length > 0 ? JSON.stringify({ newly_mentioned: newlyMentioned }) : null;
  const [row] = await tx.$queryRaw<[{ seq: number; json: string }]>`
    SELECT seq, text AS json
    FROM append_update_event(${roomId}, ${id}, ${createdAt}::timestamptz, ${extraFieldsJson}::json)`;
  return {
    roomId,
    seq: row.seq,
    kind: 'message-updated',
    data: row.json,
    createdAt,
    moreFields: extraFieldsJson,
  };
}

/**
 * Appends a `message-updated` event after a reaction was added or removed. The event's data is the message's current
 * state.
 */
export async function appendReactionEvent(
  tx: Transaction,
  { id, roomId, lockedAt: createdAt }: ChangedMessage,
  change: ReactionChange,
): Promise<StoredEvent> {
  const [row] = await tx.$queryRaw<[{ seq: number; json: string; moreFields: string }]>`
    SELECT seq, text AS json, more_fields AS "moreFields"
    FROM append_reaction_event(${roomId}, ${id}, ${createdAt}::timestamptz, ${JSON.stringify(change)}::json)`;
  const { seq, json: data, moreFields } = row;
  return { roomId, seq, kind: 'message-updated', data, createdAt, moreFields };
}

/** Appends a `message-deleted` event. The event contains the message's id but not its content. */
export async function appendDeletionEvent(
  tx: Transaction,
  { id, roomId, seq: messageSeq, lockedAt: createdAt }: ChangedMessage,
  deletedBy: string,
): Promise<StoredEvent> {
  const deletionJson = JSON.stringify({ messageId: id, roomId, messageSeq, deletedBy, timestamp: createdAt });
  const [row] = await tx.$queryRaw<[{ seq: number }]>`
    SELECT append_room_event(${roomId}, 'message-deleted', ${id}, ${deletionJson}::json, ${createdAt}::timestamptz, false) AS seq`;
  return { roomId, seq: row.seq, kind: 'message-deleted', data: deletionJson, createdAt };
}
