import t from 'tap';
import { applyEventToMessages } from '../../src/state/messages-after.ts';
import { messageCreated, messageDeleted, messageOf, messageUpdated } from '../support/samples.ts';

const reply = messageOf(2, { reply_to: { id: 'm1', sender_name: 'Bob', excerpt: 'text 1' } });
const seqsOf = (messages: readonly { seq: number }[]) => messages.map(({ seq }) => seq);

t.test('a new message is inserted in order of seq, exactly once', async (t) => {
  const messages = [messageOf(1), messageOf(5)];
  t.same(seqsOf(applyEventToMessages(messages, messageCreated(7))), [1, 5, 7]);
  t.same(seqsOf(applyEventToMessages(messages, messageCreated(3))), [1, 3, 5]);
  t.equal(applyEventToMessages(messages, messageCreated(1)), messages);
});

t.test('edits and deletions of a message update the excerpts of its replies', async (t) => {
  const edited = applyEventToMessages(
    [messageOf(1), reply],
    messageUpdated(3, 1, { content: 'x'.repeat(200) }),
  );
  t.equal(edited[1]?.reply_to?.excerpt, 'x'.repeat(100));
  const afterDeletion = applyEventToMessages(edited, messageDeleted(4, 1));
  t.equal(afterDeletion[1]?.reply_to?.excerpt, null);
  t.match(afterDeletion[0], { content: null, mentions: [], reactions: [], deleted_at: /^2026-01-02/ });
});

t.test('the excerpt of a reply is updated even if the original message is not loaded', async (t) => {
  const [only] = applyEventToMessages([reply], messageUpdated(3, 1, { content: 'new' }));
  t.equal(only?.reply_to?.excerpt, 'new');
});

t.test('a deleted message stays deleted when an earlier edit is applied after the deletion', async (t) => {
  const [only] = applyEventToMessages(
    [messageOf(1, { content: null, deleted_at: 'then' })],
    messageUpdated(3, 1, { edited_at: 'before' }),
  );
  t.match(only, { content: null, deleted_at: 'then', edited_at: 'before' });
});
