import t from 'tap';
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
