/**
 * Protocol limits that cannot be configured. docs/protocol.md lists the configurable limits (CONF-1). The name of each
 * limit says what is counted. `maxLength` in a schema counts code points.
 */
export const LIMITS = {
  CONTENT_CODE_POINTS: 4_000,
  METADATA_BYTES: 8 * 1024,
  BODY_BYTES: 64 * 1024,
  CLIENT_MSG_ID_CHARS: 64,
  ROOM_NAME_CODE_POINTS: 200,
  USER_NAME_CODE_POINTS: 200,
  GROUP_MEMBERS: 10_000,
  MEMBERS_PER_REQUEST: 500,
  /** In rooms with more members than this, members do not receive `chat-user-updated` about one another. */
  PROFILE_PUSH_MEMBERS: 500,
  ROOMS_PER_JOIN: 500,
  /** In one request of a gateway about the joins of several users. A join of more rooms gets its own request. */
  ROOMS_PER_COMBINED_JOIN: 100,
  /** In one request between our services about several users. */
  USERS_PER_BUS_REQUEST: 32,
  IDS_PER_SEEN: 1_000,
  EMOJI_CODE_POINTS: 16,
  REACTION_KINDS_PER_MESSAGE: 50,
  REACTION_USERS_SHOWN: 50,
  UNREAD_CAP: 1_000,
  SEARCH_QUERY_CODE_POINTS: 500,
  EXCERPT_CODE_POINTS: 100,
  LAST_MESSAGE_EXCERPT_CODE_POINTS: 200,
  EVENTS_PER_PAGE: 1_000,
  CATCH_UP_EVENTS_PER_ROOM: 500,
  CATCH_UP_BYTES_PER_ANSWER: 256 * 1024,
  ONLINE_USERS_PER_PAGE: 500,
  PEOPLE_PER_ROOM_CHANGE: 10,
  NOTIFICATION_TITLE_CODE_POINTS: 200,
  NOTIFICATION_BODY_CODE_POINTS: 2_000,
  NOTIFICATION_TYPE_CHARS: 100,
  NOTIFICATION_URL_CHARS: 2_048,
  NOTIFICATION_DOCUMENT_BYTES: 64 * 1024,
  TARGETS_PER_NOTIFICATION: 100,
  PRODUCER_ID_CHARS: 200,
  RECIPIENTS_PER_NOTICE: 2_000,
  SIGNAL_BYTES: 32 * 1024,
  MEETINGS_PER_REPORT: 1_000,
  PARTICIPANTS_PER_MEETING: 100,
} as const;
