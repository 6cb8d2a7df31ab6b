import fc from 'fast-check';
import t from 'tap';
import { findReadCursor } from '../../src/timeline/find-read-cursor.ts';
import { findFirstUnread, windowIncludesSeq } from '../../src/timeline/first-unread.ts';
import { ADA, createMessage, SENT_BY_ADA } from '../support/sample-data.ts';

const messages11To14 = [
  createMessage(11),
  createMessage(12, SENT_BY_ADA),
  createMessage(13),
  createMessage(14),
];
const windowInMiddle = { messages: messages11To14, hasOlder: true, hasNewer: true };
const windowOfWholeHistory = { messages: messages11To14, hasOlder: false, hasNewer: false };

t.test('the first unread message is the first message from someone else above the read cursor', async (t) => {
  t.same(findFirstUnread(windowInMiddle, 11, ADA.id), { message: messages11To14[2] });
  t.same(findFirstUnread(windowInMiddle, 10, ADA.id), { message: messages11To14[0] });
  t.same(findFirstUnread(windowOfWholeHistory, 0, ADA.id), { message: messages11To14[0] });
});

t.test(
  'if the first unread message is not loaded, findFirstUnread returns on which side of the loaded messages it is',
  async (t) => {
    t.equal(findFirstUnread(windowInMiddle, 9, ADA.id), 'before');
    t.equal(findFirstUnread(windowInMiddle, 14, ADA.id), 'after');
    t.equal(findFirstUnread(windowOfWholeHistory, 14, ADA.id), 'none');
  },
);

t.test(
  'includesSeq is true for the seqs of the loaded range, and beyond an end of it where no more messages exist',
  async (t) => {
    t.ok(windowIncludesSeq(windowInMiddle, 11));
    t.notOk(windowIncludesSeq(windowInMiddle, 10));
    t.notOk(windowIncludesSeq(windowInMiddle, 15));
    t.ok(windowIncludesSeq(windowOfWholeHistory, 1));
    t.ok(windowIncludesSeq(windowOfWholeHistory, 99));
  },
);

t.test('the read cursor never passes an unseen message from another person', async (t) => {
  const readCursorProperty = fc.property(
    fc.nat({ max: 30 }),
    fc.uniqueArray(fc.integer({ min: 1, max: 30 })),
    fc.array(fc.boolean(), { minLength: 30, maxLength: 30 }),
    fc.integer({ min: 1, max: 30 }),
    (cursor, seen, own, first) => {
      const allMessages = own.map((isOwn, n) => createMessage(n + 1, isOwn ? SENT_BY_ADA : {}));
      const loadedWindow = { messages: allMessages.slice(first - 1), hasOlder: first > 1, hasNewer: false };
      const newReadCursor = findReadCursor(loadedWindow, cursor, ADA.id, (seq) => seen.includes(seq));
      if (newReadCursor < cursor) return false;
      const messagesPassedByCursor = allMessages.filter(
        ({ seq, sender_id }) => seq > cursor && seq <= newReadCursor && sender_id !== ADA.id,
      );
      return messagesPassedByCursor.every(({ seq }) => seq >= first && seen.includes(seq));
    },
  );
  t.doesNotThrow(() => fc.assert(readCursorProperty));
});

t.test(
  'the read cursor passes the user’s own messages and deleted messages even if they were not visible',
  async (t) => {
    const deletedMessage = createMessage(13, { deleted_at: '2026-03-01T10:00:00.000Z', content: null });
    const loadedWindow = {
      messages: [createMessage(11), createMessage(12, SENT_BY_ADA), deletedMessage, createMessage(14)],
      hasOlder: true,
    };
    t.equal(
      findReadCursor({ ...loadedWindow, hasNewer: false }, 10, ADA.id, (seq) => seq === 11 || seq === 14),
      14,
    );
  },
);
