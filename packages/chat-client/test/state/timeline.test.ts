import type { Message, RoomEvent } from '@kcs/contracts';
import t from 'tap';
import { messagesAfter } from '../../src/state/messages-after.ts';
import { confirmedBy, type PendingMessage } from '../../src/state/pending-message.ts';
import { emptyTimeline, pageArrived, pageAsked, reloaded, timelineAfter } from '../../src/state/timeline.ts';

const message = (seq: number, more: Partial<Message> = {}) =>
  ({
    id: `m${seq}`,
    seq,
    content: `text ${seq}`,
    reply_to: null,
    deleted_at: null,
    edited_at: null,
    reactions: [],
    ...more,
  }) as Message;
const event = (seq: number, kind: 'message-created' | 'message-updated', data: Message) =>
  ({ room_id: 'r', seq, kind, data, created_at: 'then' }) as RoomEvent;
const deletion = (seq: number, of: number) =>
  ({
    room_id: 'r',
    seq,
    kind: 'message-deleted',
    data: { messageId: `m${of}` },
    created_at: 'then',
  }) as RoomEvent;
const reply = message(2, { reply_to: { id: 'm1', sender_name: 'Ada', excerpt: 'text 1' } });

t.test('an edit and a deletion reach what answers it', async (t) => {
  const edited = messagesAfter(
    [message(1), reply],
    event(3, 'message-updated', message(1, { content: 'x'.repeat(200) })),
  );
  t.equal(edited[1]?.reply_to?.excerpt, 'x'.repeat(100));
  const gone = messagesAfter(edited, deletion(4, 1));
  t.equal(gone[1]?.reply_to?.excerpt, null);
  t.match(gone[0], { content: null, mentions: [], reactions: [], deleted_at: 'then' });
});

t.test('a reply changes though its parent is not loaded', async (t) => {
  const [only] = messagesAfter([reply], event(3, 'message-updated', message(1, { content: 'new' })));
  t.equal(only?.reply_to?.excerpt, 'new');
});

t.test('a deleted message stays deleted, though an edit of its life is read after it', async (t) => {
  const [only] = messagesAfter(
    [message(1, { content: null, deleted_at: 'then' })],
    event(3, 'message-updated', message(1, { edited_at: 'before' })),
  );
  t.match(only, { content: null, deleted_at: 'then', edited_at: 'before' });
});

t.test('what happens while a page is on its way is applied to it', async (t) => {
  const asked = pageAsked({ ...emptyTimeline(1), loading: false, messages: [message(5)] });
  const changed = timelineAfter(asked, event(6, 'message-updated', message(2, { content: 'edited' })));
  const { messages } = pageArrived(changed, { messages: [message(2), message(1)], hasOlder: false }, 1);
  t.same(
    messages.map(({ content }) => content),
    ['text 1', 'edited', 'text 5'],
  );
});

t.test('a page that was asked for before the room was loaded afresh is of no use', async (t) => {
  const fresh = reloaded({ messages: [message(9)], hasOlder: true }, 2);
  t.equal(pageArrived(fresh, { messages: [message(1)], hasOlder: false }, 1), fresh);
});

t.test('what arrives of mine is not on its way any more; another may use the same client id', async (t) => {
  const pending = { r: [{ roomId: 'r', clientMsgId: 'c1' } as PendingMessage] };
  const arrived = (sender_id: string) => message(1, { room_id: 'r', sender_id, client_msg_id: 'c1' });
  t.equal(confirmedBy(pending, [arrived('another')], 'me'), pending);
  t.same(confirmedBy(pending, [arrived('me')], 'me'), {});
});
