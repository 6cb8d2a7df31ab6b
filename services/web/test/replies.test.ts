import type { RoomEvent } from '@kcs/contracts';
import t from 'tap';
import { messagesAfter } from '../src/state/messages-after.ts';
import { newMessage, PEOPLE, ROOM } from './room-log.ts';

const parent = newMessage(1, PEOPLE[1]);
const reply = {
  ...newMessage(2, PEOPLE[2]),
  reply_to_id: parent.id,
  reply_to: { id: parent.id, sender_name: 'B', excerpt: parent.content },
};
const at = new Date(0).toISOString();

t.test('a reply shows the new text of an edited message', async (t) => {
  const data = { ...parent, content: 'new text', edited_at: at };
  const event: RoomEvent = { room_id: ROOM, seq: 3, kind: 'message-updated', data, created_at: at };
  t.equal(messagesAfter([parent, reply], event)[1]?.reply_to?.excerpt, 'new text');
});

t.test('nothing of a deleted message stays, in replies to it neither', async (t) => {
  const data = { messageId: parent.id, roomId: ROOM, messageSeq: 1, deletedBy: PEOPLE[1], timestamp: at };
  const event: RoomEvent = { room_id: ROOM, seq: 3, kind: 'message-deleted', data, created_at: at };
  const after = messagesAfter([parent, reply], event);
  t.notMatch(JSON.stringify(after), parent.content as string);
  t.equal(after[1]?.reply_to?.excerpt, null);
});
