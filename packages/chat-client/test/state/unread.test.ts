import t from 'tap';
import {
  applyEventToUnreadState,
  computeUnreadCounts,
  createUnreadState,
  moveUnreadCursor,
} from '../../src/state/unread.ts';
import {
  buildMessageCreatedEvent,
  buildMessageDeletedEvent,
  buildRoom,
  MY_USER_ID,
} from '../support/samples.ts';

const initialUnreadState = createUnreadState(buildRoom({ last_seq: 10, unread_count: 3, mention_count: 1 }));

t.test("unread counts start from the server's totals and include each later message", async (t) => {
  const unreadStateAfterEvents = applyEventToUnreadState(
    initialUnreadState,
    buildMessageCreatedEvent(11, { mentions: [MY_USER_ID] }),
    4,
    MY_USER_ID,
  );
  t.same(computeUnreadCounts(unreadStateAfterEvents), { unread_count: 4, mention_count: 2 });
  t.same(unreadStateAfterEvents.messages, [{ seq: 11, mentionsMe: true }]);
  t.same(
    computeUnreadCounts(
      applyEventToUnreadState(unreadStateAfterEvents, buildMessageDeletedEvent(12, 11), 4, MY_USER_ID),
    ),
    {
      unread_count: 3,
      mention_count: 1,
    },
  );
});

t.test(
  "reading only some of the messages in the server's totals makes the unread counts uncertain",
  async (t) => {
    t.notOk(moveUnreadCursor(initialUnreadState, 7).isCertain);
    t.match(moveUnreadCursor(initialUnreadState, 10), { totalCount: 0, totalMentions: 0, isCertain: true });
  },
);

t.test('messages at or below the read cursor are not unread', async (t) => {
  t.equal(
    applyEventToUnreadState(initialUnreadState, buildMessageCreatedEvent(11), 11, MY_USER_ID),
    initialUnreadState,
  );
});
