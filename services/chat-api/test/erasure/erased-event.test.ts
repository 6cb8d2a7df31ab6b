import t from 'tap';
import { eraseFromEvent } from '../../src/erasure/erased-event.ts';

const [ANN, BOB] = ['user_ann', 'user_bob'];
const erasure = {
  userId: ANN,
  directRoomName: null,
  isReplyToUser: false,
  erasedAt: '2026-01-01T00:00:00.000Z',
};
const erase = (data: Record<string, unknown>, options: Partial<typeof erasure> = {}) =>
  eraseFromEvent({ data, moreFields: null, shown: null }, { ...erasure, ...options }).data;

t.test("an erased person's message keeps its id, seq, and times (ERASE-2)", async (t) => {
  const message = {
    ...{ id: 'msg_1', seq: 3, sender_id: ANN, sender_name: 'Ann', content: 'secret', metadata: { a: 1 } },
    ...{
      client_msg_id: 'c',
      mentions: [BOB],
      reactions: [],
      reply_to: null,
      created_at: 'x',
      deleted_at: null,
    },
  };
  const erased = erase(message);
  t.match(erased, { id: 'msg_1', seq: 3, sender_id: ANN, sender_name: 'Deleted user', created_at: 'x' });
  t.match(erased, { content: null, metadata: null, client_msg_id: null, deleted_at: erasure.erasedAt });
  t.same(erase(erased), erased, 'erasing twice changes nothing');
});

t.test("other people's messages lose the excerpt and the reactions of an erased person", async (t) => {
  const message = {
    ...{ id: 'msg_2', sender_id: BOB, sender_name: 'Bob', content: 'hello' },
    reply_to: { id: 'msg_1', sender_name: 'Ann', excerpt: 'secret' },
    reactions: [
      { emoji: '🦩', count: 1, user_ids: [ANN] },
      { emoji: '👍', count: 60, user_ids: [BOB, ANN] },
    ],
  };
  t.match(erase(message, { isReplyToUser: true }), {
    content: 'hello',
    sender_name: 'Bob',
    reply_to: { id: 'msg_1', sender_name: 'Deleted user', excerpt: null },
    reactions: [{ emoji: '👍', count: 59, user_ids: [BOB] }],
  });
  const { moreFields } = eraseFromEvent(
    { data: message, moreFields: { reaction: { emoji: '🦩', user_id: ANN, added: true } }, shown: null },
    erasure,
  );
  t.equal(moreFields, null);
});

t.test(
  'events of every kind lose the name of an erased person, also in the names of direct rooms',
  async (t) => {
    const changed = {
      added: [
        { userId: ANN, name: 'Ann', role: 'owner' },
        { userId: BOB, name: 'Bob', role: 'member' },
      ],
      by: { userId: ANN, name: 'Ann' },
      roomName: 'Ann & Bob',
    };
    const directRoomName = 'Deleted user & Bob';
    const event = { data: changed, moreFields: null, shown: { room_name: 'Ann & Bob', user_ids: [BOB] } };
    t.match(eraseFromEvent(event, { ...erasure, directRoomName }), {
      data: {
        added: [
          { userId: ANN, name: 'Deleted user' },
          { userId: BOB, name: 'Bob' },
        ],
        by: { name: 'Deleted user' },
        roomName: directRoomName,
      },
      shown: { room_name: directRoomName },
    });
    t.match(erase({ newKind: [{ person: { user_id: ANN, name: 'Ann' } }] }), {
      newKind: [{ person: { user_id: ANN, name: 'Deleted user' } }],
    });
  },
);
