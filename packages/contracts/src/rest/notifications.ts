import Type from 'typebox';
import { NotificationId, RoomId, UserId } from '../ids.ts';
import { LIMITS } from '../limits.ts';
import { MENTION_SOURCE } from '../mention-notification.ts';
import { allowNewerValues } from '../newer-values.ts';
import { Nullable, Timestamp } from '../time.ts';
import { UserType } from '../user.ts';
import { createPageQueryProperties } from './envelope.ts';

/** How soon a person should see a notification. */
export const Urgency = Type.Union([Type.Literal('low'), Type.Literal('normal'), Type.Literal('high')]);
export type Urgency = Type.Static<typeof Urgency>;
/** The urgency of a stored notification, including values that only a newer version knows. */
export const AnyUrgency = allowNewerValues(Urgency);

/** A single line of text without control characters, which PostgreSQL and logs do not accept. */
const createLineSchema = (minLength: number, maxLength: number) =>
  Type.String({ pattern: '^[^\\p{Cc}\\p{Cs}]+$', minLength, maxLength });

/** The people whom a notification addresses: one person, the members of a room, or all users of a type (NOTIFY-4). */
export const NotificationTarget = Type.Union([
  Type.Object({ user_id: UserId }, { additionalProperties: false }),
  Type.Object(
    {
      issuer: createLineSchema(1, 2_048),
      subject: createLineSchema(1, 255),
    },
    { additionalProperties: false },
  ),
  Type.Object({ email: createLineSchema(3, 320) }, { additionalProperties: false }),
  Type.Object({ room_id: RoomId }, { additionalProperties: false }),
  Type.Object({ user_type: UserType }, { additionalProperties: false }),
]);
export type NotificationTarget = Type.Static<typeof NotificationTarget>;

/** The id that a producer assigns to a notification (NOTIFY-2). It contains no control characters. */
export const ProducerNotificationId = Type.String({
  pattern: '^[^\\p{Cc}\\p{Cs}]+$',
  minLength: 1,
  maxLength: LIMITS.PRODUCER_ID_CHARS,
  description: "The producer's id of the notification. A repeated id is accepted and delivered once.",
});

/** Documents that the API reference shows as examples. */
export const NOTIFICATION_EXAMPLES = [
  {
    id: 'homework-17',
    type: 'homework_due',
    title: 'Homework is due tomorrow',
    body: 'Fractions, page 12',
    url: 'https://homework.school.example/17',
    urgency: 'normal',
    data: { homeworkId: 17 },
    to: [{ email: 'student@school.com' }, { user_type: 'Teacher' }],
  },
];

/**
 * The document that a producer publishes to `chat.notify.<name>` or posts to `/notifications` (NOTIFY-1). The schema
 * checks the shape of the document. `normalizeDocument` checks the rules that a schema cannot express.
 */
export const NotificationDocument = Type.Object(
  {
    id: Type.Optional(ProducerNotificationId),
    type: Type.String({
      pattern: '^[A-Za-z0-9][A-Za-z0-9_.:/-]*$',
      maxLength: LIMITS.NOTIFICATION_TYPE_CHARS,
      description:
        'What the notification is about, such as `homework_due`. The types `new_chat`, `mention`, and `meeting_…` are reserved.',
    }),
    title: Type.Optional(Type.String({ description: 'One line of at most 200 code points' })),
    body: Type.Optional(Type.String({ description: 'At most 2,000 code points' })),
    data: Type.Optional(
      Type.Record(Type.String(), Type.Unknown(), { description: 'At most 8 KiB as JSON, for clients' }),
    ),
    url: Type.Optional(
      Type.String({
        maxLength: LIMITS.NOTIFICATION_URL_CHARS,
        description:
          'What a click opens: an https address, or a path on the host of KCS Chat that begins with exactly one slash, such as `/#/rooms/room_…`',
      }),
    ),
    urgency: Type.Optional(Urgency),
    to: Type.Array(NotificationTarget, { minItems: 1, maxItems: LIMITS.TARGETS_PER_NOTIFICATION }),
  },
  {
    additionalProperties: false,
    description: 'A notification for people. Each addressed person receives it once.',
    examples: NOTIFICATION_EXAMPLES,
  },
);
export type NotificationDocument = Type.Static<typeof NotificationDocument>;

/** The result of a document that was accepted (NOTIFY-1, NOTIFY-12). */
export const AcceptedNotification = Type.Object({
  id: Type.String({
    description: "The producer's id of the notification, generated if the producer sent none",
  }),
  recipients: Type.Integer({ description: 'The number of people whom the notification addresses' }),
  dead: Type.Integer({ description: 'The number of unknown targets. They are kept in dead letters.' }),
});
export type AcceptedNotification = Type.Static<typeof AcceptedNotification>;

/** The response to a producer that sent a document over HTTP (NOTIFY-1). */
export const SentNotification = Type.Object({
  ...AcceptedNotification.properties,
  repeated: Type.Boolean({
    description:
      'Whether the producer had sent a document with this id before. If so, nothing was delivered again.',
  }),
});
export type SentNotification = Type.Static<typeof SentNotification>;

/** The state of a notification, as its producer sees it (NOTIFY-10). */
export const NotificationState = Type.Object({
  ...AcceptedNotification.properties,
  seen: Type.Integer({ description: 'The number of recipients who have seen the notification' }),
  created_at: Timestamp,
});
export type NotificationState = Type.Static<typeof NotificationState>;

/** A notification from a producer, or a mention, in a user's list (NOTIFY-8, MENTION-6). */
export const StoredNotification = Type.Object({
  id: NotificationId,
  type: Type.String(),
  title: Nullable(Type.String()),
  body: Nullable(Type.String()),
  data: Type.Record(Type.String(), Type.Unknown()),
  url: Nullable(Type.String()),
  urgency: AnyUrgency,
  source: Type.String({
    description: `The name of the service account that sent the notification, or "${MENTION_SOURCE}" for a mention`,
  }),
  created_at: Timestamp,
  seen_at: Nullable(Timestamp),
});
export type StoredNotification = Type.Static<typeof StoredNotification>;

export const ListNotificationsQuery = Type.Object(
  {
    unread: Type.Optional(
      Type.Boolean({ description: 'If true, only notifications that the caller has not seen yet' }),
    ),
    ...createPageQueryProperties(),
  },
  { additionalProperties: false },
);

export const UnreadNotificationCount = Type.Integer({
  minimum: 0,
  maximum: LIMITS.UNREAD_CAP,
  description: `The number of notifications that the user has not seen. Counting stops at ${LIMITS.UNREAD_CAP}.`,
});

/**
 * The notifications to mark as seen: either those in `ids`, or the notification `all_before` and all older ones
 * (NOTIFY-9).
 */
export const SeenNotificationsBody = Type.Union([
  Type.Object(
    { ids: Type.Array(NotificationId, { minItems: 1, maxItems: LIMITS.IDS_PER_SEEN }) },
    { additionalProperties: false },
  ),
  Type.Object({ all_before: NotificationId }, { additionalProperties: false }),
]);
export type SeenNotificationsBody = Type.Static<typeof SeenNotificationsBody>;
export const SeenNotificationsResult = Type.Object({ unread_count: UnreadNotificationCount });
