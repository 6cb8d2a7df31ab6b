import t from 'tap';
import { applyEventToUnread, countUnread, createUnread, moveUnreadCursor } from '../../src/state/unread.ts';
import { buildMessageCreatedEvent, buildMessageDeletedEvent, buildRoom, MY_ID } from '../support/samples.ts';

const unreadAtStart = createUnread(buildRoom({ last_seq: 10, unread_count: 3, mention_count: 1 }));

t.test("unread counts start from the server's totals and include each later message", async (t) => {
  const unreadAfterEvents = applyEventToUnread(
    unreadAtStart,
    buildMessageCreatedEvent(11, { mentions: [MY_ID] }),
    4,
    MY_ID,
  );
  t.same(countUnread(unreadAfterEvents), { unread_count: 4, mention_count: 2 });
  t.same(unreadAfterEvents.messages, [{ seq: 11, mentionsMe: true }]);
  t.same(countUnread(applyEventToUnread(unreadAfterEvents, buildMessageDeletedEvent(12, 11), 4, MY_ID)), {
    unread_count: 3,
    mention_count: 1,
  });
});

t.test(
  "reading only some of the messages in the server's totals makes the unread counts uncertain",
  async (t) => {
    t.notOk(moveUnreadCursor(unreadAtStart, 7).isCertain);
    t.match(moveUnreadCursor(unreadAtStart, 10), { totalCount: 0, totalMentions: 0, isCertain: true });
  },
);

t.test('messages at or below the read cursor are not unread', async (t) => {
  t.equal(applyEventToUnread(unreadAtStart, buildMessageCreatedEvent(11), 11, MY_ID), unreadAtStart);
});
