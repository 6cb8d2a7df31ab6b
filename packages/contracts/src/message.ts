import Type from 'typebox';
import { MessageId, RoomId, UserId } from './ids.ts';
import { LIMITS } from './limits.ts';
import { allowNewerValues } from './newer-values.ts';
import { Nullable, Seq, Timestamp } from './time.ts';

const SendableMessageType = Type.Union([Type.Literal('text'), Type.Literal('image'), Type.Literal('file')]);
/** The message types. Clients may send every type except `system`, which only the server creates (MSG-12). */
export const MessageType = Type.Union([...SendableMessageType.anyOf, Type.Literal('system')]);
/** The type of an existing message, including types that only a newer version knows. */
export const AnyMessageType = allowNewerValues(MessageType);

const MessageMetadata = Type.Record(Type.String({ maxLength: 256 }), Type.Unknown(), {
  description: `An object of at most ${LIMITS.METADATA_BYTES} bytes as JSON, with numbers written without an exponent`,
});

export const Reaction = Type.Object({
  emoji: Type.String(),
  count: Type.Integer({ minimum: 1 }),
  user_ids: Type.Array(UserId, {
    description: `The first ${LIMITS.REACTION_USERS_SHOWN} users who added this reaction`,
  }),
  mine: Type.Optional(
    Type.Boolean({
      description:
        'Whether the caller added this reaction. Only REST responses have this field, never events',
    }),
  ),
});
export type Reaction = Type.Static<typeof Reaction>;

/** The added or removed reaction that caused a `message-updated` event. */
export const ReactionChange = Type.Object({
  emoji: Type.String(),
  user_id: UserId,
  added: Type.Boolean({ description: 'False if the user removed the reaction' }),
});
export type ReactionChange = Type.Static<typeof ReactionChange>;

/** The original message, as it is shown in a reply to it. `excerpt` becomes null when the original is deleted. */
const RepliedToMessage = Type.Object({
  id: MessageId,
  sender_name: Type.String(),
  excerpt: Nullable(Type.String()),
});

/** A chat message. REST, sockets, and the bus all use this schema (MSG-10). */
export const Message = Type.Object({
  id: MessageId,
  room_id: RoomId,
  sender_id: UserId,
  sender_name: Type.String(),
  seq: Seq,
  content: Nullable(Type.String()),
  message_type: AnyMessageType,
  reply_to_id: Nullable(MessageId),
  reply_to: Nullable(RepliedToMessage),
  client_msg_id: Nullable(Type.String()),
  metadata: Nullable(MessageMetadata),
  mentions: Type.Array(UserId),
  reactions: Type.Array(Reaction),
  created_at: Timestamp,
  edited_at: Nullable(Timestamp),
  deleted_at: Nullable(Timestamp),
  is_service: Type.Optional(
    Type.Boolean({
      description: 'True if the bot user of a service account sent the message. Otherwise absent',
    }),
  ),
});
export type Message = Type.Static<typeof Message>;

/**
 * The fields of a new message. Over REST, they are the request body. Over a socket, the client sends them together with
 * `roomId`.
 */
export const SendMessageFields = {
  content: Type.String({
    minLength: 1,
    // The schema checks the text before trimming, so it must allow more than the limit for trimmed text.
    // `normalizeContent` applies the exact limit after trimming.
    maxLength: LIMITS.CONTENT_CODE_POINTS * 4,
    description: `1 to ${LIMITS.CONTENT_CODE_POINTS} code points after trimming, with a visible character`,
  }),
  message_type: Type.Optional(SendableMessageType),
  reply_to_id: Type.Optional(Nullable(MessageId)),
  client_msg_id: Type.Optional(
    Type.String({ minLength: 1, maxLength: LIMITS.CLIENT_MSG_ID_CHARS, pattern: '^[^\\u0000]*$' }),
  ),
  metadata: Type.Optional(Nullable(MessageMetadata)),
} as const;
export const SendMessageBody = Type.Object(SendMessageFields, {
  additionalProperties: false,
  examples: [{ content: 'Hello', client_msg_id: 'an id that your client generates for each message' }],
});
export type SendMessageBody = Type.Static<typeof SendMessageBody>;
