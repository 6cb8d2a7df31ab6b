import Type from 'typebox';
import { RoomId, UserId } from '../ids.ts';
import { AnyRoomEventKind, ROOM_EVENT_KINDS } from '../room-event.ts';
import { Timestamp } from '../time.ts';

/** The JetStream stream of all room events, and the durable consumer that all gateways share. */
export const ROOM_STREAM = {
  name: 'CHAT_ROOMS',
  /**
   * The subjects of all event kinds that this version publishes. A newer version may have added more subjects to the
   * stream (LOG-7).
   */
  subjects: ROOM_EVENT_KINDS.map((kind) => `chat.room.*.${kind}`),
  /**
   * Events stay in the stream for longer than any gateway outage that we plan for. Older events remain in PostgreSQL,
   * the source of truth.
   */
  maxAgeMs: 24 * 60 * 60 * 1000,
  duplicateWindowMs: 2 * 60 * 1000,
  gatewayConsumer: 'realtime-gateway',
  ackWaitMs: 2_000,
} as const;

/** Returns the NATS subject of a room event. Each kind of event in each room has its own subject (BUS-1). */
export function buildRoomSubject(roomId: string, kind: string): string {
  return `chat.room.${roomId}.${kind}`;
}

/** Returns the NATS subject of a room's read receipts. Receipts use core NATS, so they can be lost (BUS-3). */
export function buildSeenSubject(roomId: string): string {
  return `chat.room.${roomId}.seen`;
}

/**
 * Returns the JetStream message id of a room event. If the same id arrives again within `duplicateWindowMs`, JetStream
 * drops the repeated message.
 */
export function buildRoomEventId(roomId: string, seq: number): string {
  return `${roomId}:${seq}`;
}

/**
 * Members who had hidden a direct room and see it again because of a new message. Their sockets have not joined the
 * room, so the gateways notify these members separately.
 */
export const ReappearingRoom = Type.Object({
  room_name: Type.String(),
  user_ids: Type.Array(UserId, { maxItems: 2 }),
});
export type ReappearingRoom = Type.Static<typeof ReappearingRoom>;

/** The envelope of every room event on the bus, whatever its kind. The schema does not validate `data`. */
export const BusRoomEventEnvelope = Type.Object({
  version: Type.Literal(1),
  room_id: RoomId,
  seq: Type.Integer({ minimum: 1, maximum: 2_147_483_647 }),
  kind: AnyRoomEventKind,
  data: Type.Object({}),
  created_at: Timestamp,
  shown: Type.Optional(ReappearingRoom),
});
