import Type from 'typebox';
import { RoomId, UserId } from '../ids.ts';
import { AnyPostPolicy } from '../post-policy.ts';
import { AnyRoomType } from '../room.ts';
import { Nullable, Timestamp } from '../time.ts';
import { createPageQueryProperties } from './envelope.ts';
import { NotificationDocument } from './notifications.ts';

export const GatewayStats = Type.Object({
  id: Type.String(),
  connections: Type.Integer(),
  users: Type.Integer(),
  rooms: Type.Integer(),
  uptime_s: Type.Integer(),
  draining: Type.Boolean(),
});
export type GatewayStats = Type.Static<typeof GatewayStats>;

/**
 * The statistics of all gateways. A user or room that is on several gateways is counted once (ADMIN-2). `missing` lists
 * the gateways whose last two heartbeats did not arrive.
 */
export const WebsocketStats = Type.Object({
  totalConnections: Type.Integer(),
  totalUsers: Type.Integer(),
  activeChatRooms: Type.Integer(),
  message: Type.String(),
  timestamp: Timestamp,
  partial: Type.Boolean(),
  missing: Type.Array(Type.String()),
  gateways: Type.Array(GatewayStats),
});
export type WebsocketStats = Type.Static<typeof WebsocketStats>;

/** A dead letter: a bus message that could not be processed, with the reason (ADMIN-4). Never contains secrets. */
export const DeadLetter = Type.Object({
  id: Type.String(),
  source: Type.String(),
  subject: Type.String(),
  reason: Type.String(),
  payload: Type.String({ description: 'The first 4 KiB of the message, as text' }),
  replayable: Type.Boolean({ description: 'Whether the message can be processed again' }),
  created_at: Timestamp,
});
export type DeadLetter = Type.Static<typeof DeadLetter>;

/** A dead letter with the whole message, byte for byte (NOTIFY-12). */
export const WholeDeadLetter = Type.Object({
  ...DeadLetter.properties,
  document: Nullable(
    Type.String({
      contentEncoding: 'base64',
      description:
        'The whole document of a notification, byte for byte in base64. Null if only the beginning of the document was stored.',
    }),
  ),
});
export type WholeDeadLetter = Type.Static<typeof WholeDeadLetter>;

export const DeadLetterId = Type.String({ pattern: '^[0-9a-z]{26}$', maxLength: 26 });
export const ListDeadLettersQuery = Type.Object(
  {
    source: Type.Optional(
      Type.String({
        maxLength: 64,
        description: 'Only dead letters from this service account, or from this part of KCS Chat',
      }),
    ),
    ...createPageQueryProperties(),
  },
  { additionalProperties: false },
);
/** If `document` is given, the replay processes it instead of the stored document (NOTIFY-12). */
export const ReplayDeadLetterBody = Type.Object(
  { document: Type.Optional(NotificationDocument) },
  { additionalProperties: false },
);

/** A room as an Admin sees it who is not a member of it: without any content (ADMIN-8). */
export const AdminRoom = Type.Object({
  id: RoomId,
  name: Type.String({ description: 'Of a direct room: the current names of its members' }),
  room_type: AnyRoomType,
  post_policy: AnyPostPolicy,
  member_count: Type.Integer(),
  last_seq: Type.Integer({ description: "Number of events in the room's log" }),
  created_at: Timestamp,
  last_activity_at: Timestamp,
});
export type AdminRoom = Type.Static<typeof AdminRoom>;
export const ListAllRoomsQuery = Type.Object(
  {
    search: Type.Optional(
      Type.String({ maxLength: 200, description: 'Only groups whose names contain every word' }),
    ),
    user_id: Type.Optional(UserId),
    ...createPageQueryProperties(),
  },
  { additionalProperties: false },
);
