import fc from 'fast-check';
import t from 'tap';
import { findReadCursor } from '../../src/timeline/find-read-cursor.ts';
import { ADA, createMessage, SENT_BY_ADA } from '../support/sample-data.ts';

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
