import Type from 'typebox';
import { RoomId, UserId } from '../ids.ts';
import { LIMITS } from '../limits.ts';
import { Message, SendMessageFields } from '../message.ts';
import { RoomType } from '../room.ts';
import { Nullable, Seq, Timestamp } from '../time.ts';
import { UserType } from '../user.ts';
import { createPageQueryProperties } from './envelope.ts';

/**
 * The query parameters of a message list. At most one of `before`, `after`, and `around` may be given. If none is
 * given, the response is the newest page. Messages are sorted newest first (MSG-3).
 */
export const ListMessagesQuery = Type.Object(
  {
    before: Type.Optional(Seq),
    after: Type.Optional(Seq),
    around: Type.Optional(Seq),
    ...createPageQueryProperties(),
  },
  { additionalProperties: false },
);
export const ListEventsQuery = Type.Object(
  {
    after: Seq,
    limit: Type.Integer({ minimum: 1, maximum: LIMITS.EVENTS_PER_PAGE, default: 200 }),
  },
  { additionalProperties: false },
);
/**
 * The query parameters of a room's list of changes (LOG-8). The list contains the changes with seqs above `after` and
 * below `before`, newest first.
 */
export const ListChangesQuery = Type.Object(
  { before: Type.Optional(Seq), after: Type.Optional(Seq), ...createPageQueryProperties(200, 200) },
  { additionalProperties: false },
);
export const EditMessageBody = Type.Object(
  { content: SendMessageFields.content, metadata: SendMessageFields.metadata },
  { additionalProperties: false },
);
/**
 * A reaction in a URL path. A new reaction must be one emoji (MSG-14). Older reactions may be any text, and this schema
 * accepts them so that they can be removed.
 */
export const Emoji = Type.String({ minLength: 1, maxLength: LIMITS.EMOJI_CODE_POINTS });
export const ListReactionsQuery = Type.Object(
  { emoji: Type.Optional(Emoji), ...createPageQueryProperties() },
  { additionalProperties: false },
);
/** One user's reaction to a message. */
export const UserReaction = Type.Object({
  emoji: Type.String(),
  user_id: UserId,
  name: Type.String(),
  created_at: Timestamp,
});
export const Receipt = Type.Object({ user_id: UserId, name: Type.String(), last_seen_seq: Seq });
export type Receipt = Type.Static<typeof Receipt>;
export const SearchQuery = Type.Object(
  {
    q: Type.String({
      minLength: 1,
      maxLength: LIMITS.SEARCH_QUERY_CODE_POINTS,
      pattern: '^(?=\\s*\\S)[^\\u0000]*$',
      examples: ['homework from:"Anna Weber" in:"Class 4b" after:2026-05-31 has:link'],
    }),
    room_id: Type.Optional(RoomId),
    ...createPageQueryProperties(),
  },
  { additionalProperties: false },
);
/** A search hit: a message with everything that a client needs to show it without another request. */
export const SearchHit = Type.Object({
  ...Message.properties,
  room_name: Type.String(),
  room_type: RoomType,
  peer: Nullable(
    Type.Object(
      { user_id: UserId, name: Type.String(), active: Type.Boolean(), user_type: UserType },
      { description: 'The other member, if the room is a direct room' },
    ),
  ),
  highlights: Type.Array(Type.Tuple([Type.Integer({ minimum: 0 }), Type.Integer({ minimum: 1 })]), {
    description:
      'The parts of `content` that match a search word, in order, at most 100. Each part is a start index and an end index in UTF-16 code units. The end index is excluded',
  }),
});
export type SearchHit = Type.Static<typeof SearchHit>;
