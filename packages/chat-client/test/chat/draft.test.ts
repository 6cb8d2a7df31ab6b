import t from 'tap';
import { createOutboxItem } from '../../src/chat/draft.ts';

t.test('a draft becomes an outbox item with normalized content and its own id', async (t) => {
  const replyTo = { id: 'msg_1', sender_name: 'Ada', excerpt: 'first' };
  const outboxItem = createOutboxItem('room', { content: '  hello ', replyTo, metadata: { a: 1 } }, 'now');
  t.match(outboxItem, {
    roomId: 'room',
    body: { content: 'hello', message_type: 'text', reply_to_id: 'msg_1', metadata: { a: 1 } },
    replyTo,
    createdAt: 'now',
    state: 'waiting',
    problem: null,
  });
  t.match(outboxItem.clientMsgId, /^[0-9a-f]{32}$/);
  t.not(createOutboxItem('room', { content: 'hello' }, 'now').clientMsgId, outboxItem.clientMsgId);
});

t.test(
  'MSG-13: the client rejects a message that the server would refuse, before it is queued',
  async (t) => {
    const invalidDrafts = [
      { content: '   ' },
      { content: 'x'.repeat(4_001) },
      { content: 'x', metadata: { a: 'x'.repeat(9_000) } },
    ];
    for (const draft of invalidDrafts) {
      t.throws(() => createOutboxItem('room', draft, 'now'), {
        code: 'VALIDATION_FAILED',
        message: /^The (message|metadata) /,
      });
    }
  },
);
