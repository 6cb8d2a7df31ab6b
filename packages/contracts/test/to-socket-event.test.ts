import t from 'tap';
import { Compile } from 'typebox/compile';
import { type Message, type RoomEvent, SERVER_EVENTS, toSocketEvent } from '../src/index.ts';

const id = (kind: string, n = 0) => `${kind}_${String(n).padStart(26, '0')}`;
const at = '2026-01-31T08:00:00.000Z';
const message: Message = {
  id: id('msg'),
  room_id: id('room'),
  sender_id: id('user'),
  sender_name: 'Ada',
  seq: 2,
  content: 'hello',
  message_type: 'text',
  reply_to_id: null,
  reply_to: null,
  client_msg_id: null,
  metadata: null,
  mentions: [],
  reactions: [],
  created_at: at,
  edited_at: null,
  deleted_at: null,
};
const head = { room_id: id('room'), created_at: at };
const by = { userId: id('user'), name: 'Ada' };

const cases: [RoomEvent, string][] = [
  [{ ...head, seq: 2, kind: 'message-created', data: message }, 'new-chat-message'],
  [{ ...head, seq: 3, kind: 'message-updated', data: message }, 'chat-message-updated'],
  [
    {
      ...head,
      seq: 4,
      kind: 'message-deleted',
      data: {
        messageId: message.id,
        roomId: head.room_id,
        messageSeq: 2,
        deletedBy: by.userId,
        timestamp: at,
      },
    },
    'chat-message-deleted',
  ],
  [
    {
      ...head,
      seq: 5,
      kind: 'members-changed',
      data: {
        roomId: head.room_id,
        added: [{ ...by, role: 'owner' }],
        removed: [],
        changed: [],
        by,
        roomName: 'Staff',
        roomType: 'group',
        timestamp: at,
      },
    },
    'room-members-changed',
  ],
  [
    { ...head, seq: 6, kind: 'room-updated', data: { roomId: head.room_id, name: 'New', timestamp: at } },
    'chat-room-updated',
  ],
  [
    {
      ...head,
      seq: 7,
      kind: 'room-deleted',
      data: { roomId: head.room_id, deletedBy: by.userId, timestamp: at },
    },
    'chat-room-deleted',
  ],
];

for (const [event, expected] of cases) {
  t.test(`${event.kind} becomes ${expected}, with its number at the top level`, async (t) => {
    const [name, payload] = toSocketEvent(event);
    t.equal(name, expected);
    t.hasOwnProps(payload, ['seq']);
    t.equal((payload as { seq: number }).seq, event.seq);
    t.same([...Compile(SERVER_EVENTS[name]).Errors(payload)], [], 'fits the schema of the event');
  });
}
