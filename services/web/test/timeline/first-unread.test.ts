import fc from 'fast-check';
import t from 'tap';
import { findFirstUnread, findReadCursor, includesSeq } from '../../src/timeline/first-unread.ts';
import { ADA, fromAda, message } from '../support/sample-data.ts';

const messages = [message(11), message(12, fromAda), message(13), message(14)];
const middle = { messages, hasOlder: true, hasNewer: true };
const whole = { messages, hasOlder: false, hasNewer: false };

t.test('the first unread message is the first message from someone else above the read cursor', async (t) => {
  t.same(findFirstUnread(middle, 11, ADA.id), { message: messages[2] });
  t.same(findFirstUnread(middle, 10, ADA.id), { message: messages[0] });
  t.same(findFirstUnread(whole, 0, ADA.id), { message: messages[0] });
});

t.test(
  'if the first unread message is not loaded, findFirstUnread returns on which side of the loaded messages it is',
  async (t) => {
    t.equal(findFirstUnread(middle, 9, ADA.id), 'before');
    t.equal(findFirstUnread(middle, 14, ADA.id), 'after');
    t.equal(findFirstUnread(whole, 14, ADA.id), 'none');
  },
);

t.test(
  'includesSeq is true for the seqs of the loaded range, and beyond an end of it where no more messages exist',
  async (t) => {
    t.ok(includesSeq(middle, 11));
    t.notOk(includesSeq(middle, 10));
    t.notOk(includesSeq(middle, 15));
    t.ok(includesSeq(whole, 1));
    t.ok(includesSeq(whole, 99));
  },
);

t.test('the read cursor never passes an unseen message from another person', async (t) => {
  const property = fc.property(
    fc.nat({ max: 30 }),
    fc.uniqueArray(fc.integer({ min: 1, max: 30 })),
    fc.array(fc.boolean(), { minLength: 30, maxLength: 30 }),
    fc.integer({ min: 1, max: 30 }),
    (cursor, seen, own, first) => {
      const all = own.map((isOwn, n) => message(n + 1, isOwn ? fromAda : {}));
      const window = { messages: all.slice(first - 1), hasOlder: first > 1, hasNewer: false };
      const reached = findReadCursor(window, cursor, ADA.id, (seq) => seen.includes(seq));
      if (reached < cursor) return false;
      const passedMessages = all.filter(
        ({ seq, sender_id }) => seq > cursor && seq <= reached && sender_id !== ADA.id,
      );
      return passedMessages.every(({ seq }) => seq >= first && seen.includes(seq));
    },
  );
  t.doesNotThrow(() => fc.assert(property));
});

t.test(
  'the read cursor passes the user’s own messages and deleted messages even if they were not visible',
  async (t) => {
    const deletedMessage = message(13, { deleted_at: '2026-03-01T10:00:00.000Z', content: null });
    const window = {
      messages: [message(11), message(12, fromAda), deletedMessage, message(14)],
      hasOlder: true,
    };
    t.equal(
      findReadCursor({ ...window, hasNewer: false }, 10, ADA.id, (seq) => seq === 11 || seq === 14),
      14,
    );
  },
);
