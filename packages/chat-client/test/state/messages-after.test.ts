import t from 'tap';
import { applyEventToMessages } from '../../src/state/messages-after.ts';
import {
  buildMessage,
  buildMessageCreatedEvent,
  buildMessageDeletedEvent,
  buildMessageUpdatedEvent,
} from '../support/samples.ts';

const replyMessage = buildMessage(2, { reply_to: { id: 'm1', sender_name: 'Bob', excerpt: 'text 1' } });
const listSeqs = (messages: readonly { seq: number }[]) => messages.map(({ seq }) => seq);

t.test('a new message is inserted in order of seq, exactly once', async (t) => {
  const messages = [buildMessage(1), buildMessage(5)];
  t.same(listSeqs(applyEventToMessages(messages, buildMessageCreatedEvent(7))), [1, 5, 7]);
  t.same(listSeqs(applyEventToMessages(messages, buildMessageCreatedEvent(3))), [1, 3, 5]);
  t.equal(applyEventToMessages(messages, buildMessageCreatedEvent(1)), messages);
});

t.test('edits and deletions of a message update the excerpts of its replies', async (t) => {
  const messagesAfterEdit = applyEventToMessages(
    [buildMessage(1), replyMessage],
    buildMessageUpdatedEvent(3, 1, { content: 'x'.repeat(200) }),
  );
  t.equal(messagesAfterEdit[1]?.reply_to?.excerpt, 'x'.repeat(100));
  const messagesAfterDeletion = applyEventToMessages(messagesAfterEdit, buildMessageDeletedEvent(4, 1));
  t.equal(messagesAfterDeletion[1]?.reply_to?.excerpt, null);
  t.match(messagesAfterDeletion[0], {
    content: null,
    mentions: [],
    reactions: [],
    deleted_at: /^2026-01-02/,
  });
});

t.test('the excerpt of a reply is updated even if the original message is not loaded', async (t) => {
  const [only] = applyEventToMessages([replyMessage], buildMessageUpdatedEvent(3, 1, { content: 'new' }));
  t.equal(only?.reply_to?.excerpt, 'new');
});

t.test(
  'a deleted message stays deleted when an edit that preceded the deletion is applied later',
  async (t) => {
    const [only] = applyEventToMessages(
      [buildMessage(1, { content: null, deleted_at: 'then' })],
      buildMessageUpdatedEvent(3, 1, { edited_at: 'before' }),
    );
    t.match(only, { content: null, deleted_at: 'then', edited_at: 'before' });
  },
);
