import t from 'tap';
import { LIMITS } from '../src/index.ts';

t.test('protocol limits keep their values, because clients rely on them', async (t) => {
  t.same(LIMITS, {
    CONTENT_CODE_POINTS: 4_000,
    METADATA_BYTES: 8_192,
    BODY_BYTES: 65_536,
    CLIENT_MSG_ID_CHARS: 64,
    ROOM_NAME_CODE_POINTS: 200,
    USER_NAME_CODE_POINTS: 200,
    GROUP_MEMBERS: 10_000,
    MEMBERS_PER_REQUEST: 500,
    ROOMS_PER_JOIN: 500,
    IDS_PER_SEEN: 1_000,
    EMOJI_CODE_POINTS: 16,
    REACTION_KINDS_PER_MESSAGE: 50,
    REACTION_USERS_SHOWN: 50,
    UNREAD_CAP: 1_000,
    EXCERPT_CODE_POINTS: 100,
    EVENTS_PER_PAGE: 1_000,
    CATCH_UP_EVENTS_PER_ROOM: 500,
    CATCH_UP_BYTES_PER_ANSWER: 262_144,
    ONLINE_USERS_PER_PAGE: 500,
  });
});
