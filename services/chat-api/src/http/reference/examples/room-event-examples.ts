import type { KnownRoomEvent, Message, RoomEventKind } from '@kcs/contracts';
import { ANNA, CLARA, CLASS_ROOM, EXAMPLE_TIMES, MAX } from './example-school.ts';

type RoomEventOfKind<K extends RoomEventKind> = Extract<KnownRoomEvent, { readonly kind: K }>;

const { roomId } = CLASS_ROOM;

/** Anna asks when the museum trip starts. */
export const QUESTION: Message = {
  id: 'msg_01kjpnng90bmd0rdt5ngrmfd70',
  room_id: roomId,
  sender_id: ANNA.userId,
  sender_name: ANNA.name,
  seq: 2,
  content: 'When does the trip to the museum start on Friday?',
  message_type: 'text',
  reply_to_id: null,
  reply_to: null,
  client_msg_id: '3f6a1c1e-8a55-4a38-9d2b-0c8f0f6f7f11',
  metadata: null,
  mentions: [],
  reactions: [],
  created_at: EXAMPLE_TIMES.questionSent,
  edited_at: null,
  deleted_at: null,
};

/** Clara replies to Anna's question and mentions Max. */
export const ANSWER: Message = {
  ...QUESTION,
  id: 'msg_01kjpnqk60ah9ztk3yjk33tner',
  sender_id: CLARA.userId,
  sender_name: CLARA.name,
  seq: 3,
  content: 'At 8:15 at the main entrance. @Max Weber, please bring your drawing.',
  reply_to_id: QUESTION.id,
  reply_to: { id: QUESTION.id, sender_name: ANNA.name, excerpt: QUESTION.content },
  client_msg_id: 'b4f7c0de-2f0c-4d5b-8f5e-6a1f5f1b9a02',
  mentions: [MAX.userId],
  created_at: EXAMPLE_TIMES.answerSent,
};

const ANSWER_WITH_REACTION: Message = {
  ...ANSWER,
  reactions: [{ emoji: '👍', count: 1, user_ids: [MAX.userId] }],
};

const EDITED_ANSWER: Message = {
  ...ANSWER_WITH_REACTION,
  content: 'At 8:30 at the main entrance. @Max Weber and @Anna Weber, please be on time.',
  mentions: [MAX.userId, ANNA.userId],
  edited_at: EXAMPLE_TIMES.answerEdited,
};

/** Examples of the events in the log of the class room. The room is renamed while it still has its first members. */
export const ROOM_EVENT_EXAMPLES: {
  readonly [K in RoomEventKind]: readonly [RoomEventOfKind<K>, ...RoomEventOfKind<K>[]];
} = {
  'members-changed': [
    {
      room_id: roomId,
      seq: 1,
      kind: 'members-changed',
      data: {
        roomId,
        added: [
          { ...CLARA, role: 'owner' },
          { ...MAX, role: 'member' },
          { ...ANNA, role: 'member' },
        ],
        removed: [],
        changed: [],
        by: CLARA,
        roomName: CLASS_ROOM.name,
        roomType: 'group',
        timestamp: EXAMPLE_TIMES.roomCreated,
      },
      created_at: EXAMPLE_TIMES.roomCreated,
    },
  ],
  'message-created': [
    { room_id: roomId, seq: 2, kind: 'message-created', data: QUESTION, created_at: QUESTION.created_at },
    { room_id: roomId, seq: 3, kind: 'message-created', data: ANSWER, created_at: ANSWER.created_at },
  ],
  'message-updated': [
    {
      room_id: roomId,
      seq: 4,
      kind: 'message-updated',
      data: ANSWER_WITH_REACTION,
      reaction: { emoji: '👍', user_id: MAX.userId, added: true },
      created_at: EXAMPLE_TIMES.reactionAdded,
    },
    {
      room_id: roomId,
      seq: 5,
      kind: 'message-updated',
      data: EDITED_ANSWER,
      newly_mentioned: [ANNA.userId],
      created_at: EXAMPLE_TIMES.answerEdited,
    },
  ],
  'message-deleted': [
    {
      room_id: roomId,
      seq: 6,
      kind: 'message-deleted',
      data: {
        messageId: QUESTION.id,
        roomId,
        messageSeq: QUESTION.seq,
        deletedBy: ANNA.userId,
        timestamp: EXAMPLE_TIMES.questionDeleted,
      },
      created_at: EXAMPLE_TIMES.questionDeleted,
    },
  ],
  'room-updated': [
    {
      room_id: roomId,
      seq: 7,
      kind: 'room-updated',
      data: { roomId, name: 'Class 4b: museum trip', timestamp: EXAMPLE_TIMES.roomRenamed },
      created_at: EXAMPLE_TIMES.roomRenamed,
    },
  ],
  'room-deleted': [
    {
      room_id: roomId,
      seq: 9,
      kind: 'room-deleted',
      data: { roomId, deletedBy: CLARA.userId, timestamp: EXAMPLE_TIMES.roomDeleted },
      created_at: EXAMPLE_TIMES.roomDeleted,
    },
  ],
};
