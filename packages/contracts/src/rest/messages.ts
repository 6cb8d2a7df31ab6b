import Type from 'typebox';
import { RoomId, UserId } from '../ids.ts';
import { LIMITS } from '../limits.ts';
import { Message, SendMessageFields } from '../message.ts';
import { Seq } from '../time.ts';
import { pageQuery } from './envelope.ts';

/**
 * The query of a message list. At most one of `before`, `after`, and `around` may be given. Without them, the response
 * is the newest page. Messages are sorted newest first (MSG-3).
 */
export const ListMessagesQuery = Type.Object(
  {
    before: Type.Optional(Seq),
    after: Type.Optional(Seq),
    around: Type.Optional(Seq),
    ...pageQuery(),
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
export const EditMessageBody = Type.Object(
  { content: SendMessageFields.content, metadata: SendMessageFields.metadata },
  { additionalProperties: false },
);
export const Emoji = Type.String({
  minLength: 1,
  maxLength: LIMITS.EMOJI_CODE_POINTS,
  pattern: '^[^\\s\\u0000-\\u001f]+$',
});
export const Receipt = Type.Object({ user_id: UserId, name: Type.String(), last_seen_seq: Seq });
export const SearchQuery = Type.Object(
  {
    q: Type.String({ minLength: 1, maxLength: 200, pattern: '^(?=\\s*\\S)[^\\u0000]*$' }),
    room_id: Type.Optional(RoomId),
    ...pageQuery(),
  },
  { additionalProperties: false },
);
export const SearchHit = Type.Object({ ...Message.properties, room_name: Type.String() });
