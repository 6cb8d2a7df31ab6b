import type {
  ChatNotification,
  Member,
  Message,
  Room,
  RoomEvent,
  StoredNotification,
  UnknownRoomEvent,
} from '@kcs/contracts';
import type { OutboxItem } from '../../src/outbox/outbox.ts';
import type { PendingMessage } from '../../src/state/pending-message.ts';

export const ROOM_ID = 'room_1';
export const MY_USER_ID = 'user_me';

/** Returns a room with 10 events, all of which the user has seen. */
export const buildRoom = (fields: Partial<Room> = {}): Room => ({
  id: ROOM_ID,
  name: 'Room 1',
  room_type: 'group',
  created_at: '2026-01-01T00:00:00.000Z',
  last_seq: 10,
  last_message: null,
  last_change: null,
  unread_count: 0,
  mention_count: 0,
  last_seen_seq: 10,
  member_count: 2,
  my_role: 'member',
  muted: false,
  hidden: false,
  ...fields,
});

/** Returns a message from another user, with the id `m<seq>`. */
export const buildMessage = (seq: number, fields: Partial<Message> = {}): Message => ({
  id: `m${seq}`,
  room_id: ROOM_ID,
  sender_id: 'user_bob',
  sender_name: 'Bob',
  seq,
  content: `text ${seq}`,
  message_type: 'text',
  reply_to_id: null,
  reply_to: null,
  client_msg_id: null,
  metadata: null,
  mentions: [],
  reactions: [],
  created_at: '2026-01-01T00:00:00.000Z',
  edited_at: null,
  deleted_at: null,
  ...fields,
});

export const buildMember = (user_id: string, fields: Partial<Member> = {}): Member => ({
  user_id,
  name: user_id,
  user_type: 'Student',
  role: 'member',
  last_seen_seq: 0,
  joined_at: '2026-01-01T00:00:00.000Z',
  active: true,
  joined_seq: 0,
  ...fields,
});

const buildEventEnvelope = (seq: number) => ({
  room_id: ROOM_ID,
  seq,
  created_at: '2026-01-02T00:00:00.000Z',
});

export const buildMessageCreatedEvent = (seq: number, fields: Partial<Message> = {}): RoomEvent => ({
  ...buildEventEnvelope(seq),
  kind: 'message-created',
  data: buildMessage(seq, fields),
});

/** Returns an event that edits message `m<messageSeq>`. */
export const buildMessageUpdatedEvent = (
  seq: number,
  messageSeq: number,
  fields: Partial<Message> = {},
): RoomEvent => ({
  ...buildEventEnvelope(seq),
  kind: 'message-updated',
  data: buildMessage(messageSeq, fields),
});

export const buildMessageDeletedEvent = (seq: number, messageSeq: number): RoomEvent => {
  const { room_id: roomId, created_at: timestamp } = buildEventEnvelope(seq);
  const deletionData = { messageId: `m${messageSeq}`, roomId, messageSeq, deletedBy: 'user_bob', timestamp };
  return { ...buildEventEnvelope(seq), kind: 'message-deleted', data: deletionData };
};

export const buildMembersChangedEvent = (
  seq: number,
  change: { added?: string[]; removed?: string[]; admins?: string[] },
): RoomEvent => ({
  ...buildEventEnvelope(seq),
  kind: 'members-changed',
  data: {
    roomId: ROOM_ID,
    added: (change.added ?? []).map((userId) => ({ userId, name: userId, role: 'member' })),
    removed: change.removed ?? [],
    changed: (change.admins ?? []).map((userId) => ({ userId, role: 'admin' })),
    by: { userId: 'user_bob', name: 'Bob' },
    roomName: 'Room 1',
    roomType: 'group',
    timestamp: buildEventEnvelope(seq).created_at,
  },
});

export const buildRoomRenamedEvent = (seq: number, name: string): RoomEvent => ({
  ...buildEventEnvelope(seq),
  kind: 'room-updated',
  data: { roomId: ROOM_ID, name, timestamp: buildEventEnvelope(seq).created_at },
});

export const buildRoomDeletedEvent = (seq: number): RoomEvent => ({
  ...buildEventEnvelope(seq),
  kind: 'room-deleted',
  data: { roomId: ROOM_ID, deletedBy: 'user_bob', timestamp: buildEventEnvelope(seq).created_at },
});

/** Returns an event of an unknown kind, as a newer server might send it. */
export const buildUnknownEvent = (seq: number): UnknownRoomEvent => ({
  ...buildEventEnvelope(seq),
  kind: 'room-painted' as UnknownRoomEvent['kind'],
  data: { color: 'blue' },
});

export const buildOutboxItem = (clientMsgId: string, fields: Partial<OutboxItem> = {}): OutboxItem => ({
  clientMsgId,
  roomId: ROOM_ID,
  body: { content: `text of ${clientMsgId}` },
  replyTo: null,
  createdAt: '2026-01-01T00:00:00.000Z',
  state: 'waiting',
  problem: null,
  ...fields,
});

export const buildPendingMessage = (
  clientMsgId: string,
  fields: Partial<PendingMessage> = {},
): PendingMessage => ({
  ...buildOutboxItem(clientMsgId),
  ...fields,
});

/** Returns a listed notification `n<n>`. A higher `n` is newer. */
export const buildNotification = (
  n: number,
  fields: Partial<StoredNotification> = {},
): StoredNotification => ({
  id: `n${n}`,
  type: 'homework_due',
  title: `Homework ${n}`,
  body: null,
  data: {},
  url: null,
  urgency: 'normal',
  source: 'homework',
  created_at: new Date(Date.UTC(2026, 0, 1) + n * 1_000).toISOString(),
  seen_at: null,
  ...fields,
});

/** Returns the listed mention of message `m<seq>`. */
export const buildMention = (seq: number, fields: Partial<StoredNotification> = {}): StoredNotification =>
  buildNotification(seq, {
    ...{ id: `mention${seq}`, type: 'mention', source: 'KCS Chat', title: 'Bob mentioned you' },
    data: { roomId: ROOM_ID, messageId: `m${seq}`, messageSeq: seq },
    ...fields,
  });

/** Returns the live event that announces a listed notification. */
export const buildLiveNotification = ({
  created_at: timestamp,
  seen_at: _,
  title,
  body,
  url,
  ...notification
}: StoredNotification): ChatNotification => ({
  ...notification,
  ...(title !== null && { title }),
  ...(body !== null && { body }),
  ...(url !== null && { url }),
  timestamp,
});
