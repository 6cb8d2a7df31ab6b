import Type from 'typebox';
import { RoomId, UserId } from '../ids.ts';
import { AnyRoomEventKind, ROOM_EVENT_KINDS } from '../room-event.ts';
import { Timestamp } from '../time.ts';

/** The JetStream stream of all room events, and the durable consumer that all gateways share. */
export const ROOM_STREAM = {
  name: 'CHAT_ROOMS',
  /** The subjects of the kinds that this version writes. The stream may have more, of another version (LOG-7). */
  subjects: ROOM_EVENT_KINDS.map((kind) => `chat.room.*.${kind}`),
  /** Longer than any outage of the gateways that we plan for. The log in PostgreSQL is the source of truth. */
  maxAgeMs: 24 * 60 * 60 * 1000,
  duplicateWindowMs: 2 * 60 * 1000,
  gatewayConsumer: 'realtime-gateway',
  ackWaitMs: 2_000,
} as const;

/** Returns the subject of a room event (BUS-1). */
export function roomSubject(roomId: string, kind: string): string {
  return `chat.room.${roomId}.${kind}`;
}

/** Returns the subject of a room's receipts: core NATS, best effort (BUS-3). */
export function seenSubject(roomId: string): string {
  return `chat.room.${roomId}.seen`;
}

/** Returns the message id that JetStream uses to drop repeats within `duplicateWindowMs`. */
export function roomEventId(roomId: string, seq: number): string {
  return `${roomId}:${seq}`;
}

/**
 * Members who had left a direct room, sent with the message that brings the room back to them. They have not joined
 * the room, so their gateways notify them.
 */
export const RoomShown = Type.Object({
  room_name: Type.String(),
  user_ids: Type.Array(UserId, { maxItems: 2 }),
});
export type RoomShown = Type.Static<typeof RoomShown>;

/** The envelope of every room event on the bus, of any kind. It does not validate `data`. */
export const BusRoomEventEnvelope = Type.Object({
  version: Type.Literal(1),
  room_id: RoomId,
  seq: Type.Integer({ minimum: 1, maximum: 2_147_483_647 }),
  kind: AnyRoomEventKind,
  data: Type.Object({}),
  created_at: Timestamp,
  shown: Type.Optional(RoomShown),
});
