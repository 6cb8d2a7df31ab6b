import Type from 'typebox';
import { RoomId, UserId } from '../ids.ts';
import { ROOM_EVENT_KINDS, type RoomEventKind } from '../room-event.ts';
import { Timestamp } from '../time.ts';

/** The stream of all lasting room events, and the durable consumer that all gateways share. */
export const ROOM_STREAM = {
  name: 'CHAT_ROOMS',
  subjects: ROOM_EVENT_KINDS.map((kind) => `chat.room.*.${kind}`),
  /** Long enough for any outage of the gateways; the log in PostgreSQL is the truth. */
  maxAgeMs: 24 * 60 * 60 * 1000,
  duplicateWindowMs: 2 * 60 * 1000,
  gatewayConsumer: 'realtime-gateway',
  ackWaitMs: 2_000,
} as const;

export const roomSubject = (roomId: string, kind: RoomEventKind): string => `chat.room.${roomId}.${kind}`;

/** Best effort, core NATS: who has seen what (protocol §4). */
export const seenSubject = (roomId: string): string => `chat.room.${roomId}.seen`;

/** The id that removes repeats within the stream's window. */
export const roomEventId = (roomId: string, seq: number): string => `${roomId}:${seq}`;

/** With the message that shows a direct room again to those who had left it, so that they hear of it without joining. */
export const RoomShown = Type.Object({
  room_name: Type.String(),
  user_ids: Type.Array(UserId, { maxItems: 2 }),
});
export type RoomShown = Type.Static<typeof RoomShown>;

/** What every room event on the bus carries, read without judging `data`. */
export const BusRoomEventHead = Type.Object({
  version: Type.Literal(1),
  room_id: RoomId,
  seq: Type.Integer({ minimum: 1, maximum: 2_147_483_647 }),
  kind: Type.Union(ROOM_EVENT_KINDS.map((kind) => Type.Literal(kind))),
  data: Type.Object({}),
  created_at: Timestamp,
  shown: Type.Optional(RoomShown),
});
