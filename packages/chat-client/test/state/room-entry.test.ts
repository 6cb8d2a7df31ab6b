import type { Room, RoomEvent } from '@kcs/contracts';
import t from 'tap';
import {
  applyEventToRoomEntry,
  createRoomEntry,
  getLastActivity,
  isRoomEntryStale,
  moveReadCursor,
  type RoomEntry,
  updateSummary,
} from '../../src/state/room-entry.ts';
import {
  buildMembersChangedEvent,
  buildMessage,
  buildMessageCreatedEvent,
  buildMessageDeletedEvent,
  buildMessageUpdatedEvent,
  buildRoom,
  buildRoomRenamedEvent,
  MY_USER_ID,
} from '../support/samples.ts';

/** Returns a room with read cursor 4, head 10, and three unread messages. */
const buildRoomWithUnread = (fields: Partial<Room> = {}) =>
  buildRoom({ last_seen_seq: 4, unread_count: 3, ...fields });
const createMentionEvent = (seq: number) => buildMessageCreatedEvent(seq, { mentions: [MY_USER_ID] });
const applyEventsToRoomEntry = (entry: RoomEntry, ...events: RoomEvent[]) =>
  events.reduce((before, event) => applyEventToRoomEntry(before, event, MY_USER_ID), entry);
const getUnreadCounts = ({ summary }: RoomEntry) => [summary.unread_count, summary.mention_count];

t.test('messages from others are unread until the user sends a message', async (t) => {
  const entry = applyEventsToRoomEntry(
    createRoomEntry(buildRoomWithUnread()),
    buildMessageCreatedEvent(11),
    createMentionEvent(12),
  );
  t.same(getUnreadCounts(entry), [5, 1]);
  t.same(
    getUnreadCounts(applyEventsToRoomEntry(entry, buildMessageCreatedEvent(13, { sender_id: MY_USER_ID }))),
    [0, 0],
  );
});

t.test('an edit can add or remove a mention, and a deleted message is no longer unread', async (t) => {
  const entryWithMentions = applyEventsToRoomEntry(
    createRoomEntry(buildRoomWithUnread()),
    buildMessageCreatedEvent(11),
    createMentionEvent(12),
    buildMessageUpdatedEvent(13, 11, { mentions: [MY_USER_ID] }),
  );
  t.same(getUnreadCounts(entryWithMentions), [5, 2]);
  t.same(
    getUnreadCounts(applyEventsToRoomEntry(entryWithMentions, buildMessageUpdatedEvent(14, 12))),
    [5, 1],
  );
  t.same(
    getUnreadCounts(applyEventsToRoomEntry(entryWithMentions, buildMessageDeletedEvent(14, 11))),
    [4, 1],
  );
  t.same(
    getUnreadCounts(applyEventsToRoomEntry(entryWithMentions, buildMessageDeletedEvent(14, 7))),
    [4, 2],
    'a message that was known only as part of the count',
  );
});

t.test(
  'an unread count that the client cannot compute is stale until the room is loaded again',
  async (t) => {
    const halfReadEntry = moveReadCursor(createRoomEntry(buildRoomWithUnread()), 6);
    t.ok(isRoomEntryStale(halfReadEntry), 'some of the messages that the server counted are read');
    t.ok(
      isRoomEntryStale(
        applyEventsToRoomEntry(
          createRoomEntry(buildRoomWithUnread({ mention_count: 1 })),
          buildMessageDeletedEvent(11, 7),
        ),
      ),
      'the deleted message may be the mention',
    );
    t.ok(
      isRoomEntryStale(
        applyEventsToRoomEntry(
          createRoomEntry(buildRoomWithUnread()),
          buildMessageUpdatedEvent(11, 7, { mentions: [MY_USER_ID] }),
        ),
      ),
    );
    t.ok(
      isRoomEntryStale(
        applyEventsToRoomEntry(
          createRoomEntry(buildRoomWithUnread({ unread_count: 1_000 })),
          buildMessageDeletedEvent(11, 7),
        ),
      ),
      'at the cap',
    );
    t.notOk(
      isRoomEntryStale(
        updateSummary(halfReadEntry, buildRoomWithUnread({ last_seen_seq: 6, unread_count: 2 })),
      ),
    );
    t.ok(
      isRoomEntryStale(updateSummary(halfReadEntry, buildRoomWithUnread())),
      'the response does not include the new read cursor yet',
    );
    t.notOk(
      isRoomEntryStale(moveReadCursor(createRoomEntry(buildRoomWithUnread()), 10)),
      'everything is read',
    );
  },
);

t.test(
  'ROOM-14: a change of the post policy updates the summary, and a new name keeps the policy',
  async (t) => {
    const policyEvent = {
      ...buildRoomRenamedEvent(11, 'Class 1'),
      data: {
        roomId: 'room_1',
        name: 'Class 1',
        postPolicy: 'managers',
        timestamp: '2026-01-01T00:00:00.000Z',
      },
    } as RoomEvent;
    const restrictedRoom = applyEventsToRoomEntry(createRoomEntry(buildRoomWithUnread()), policyEvent);
    t.match(restrictedRoom.summary, {
      post_policy: 'managers',
      last_change: { kind: 'room-updated', name: null, post_policy: 'managers' },
    });
    const renamedRoom = applyEventsToRoomEntry(restrictedRoom, buildRoomRenamedEvent(12, 'Class 2'));
    t.match(renamedRoom.summary, {
      name: 'Class 2',
      post_policy: 'managers',
      last_change: { name: 'Class 2' },
    });
  },
);

t.test('UNREAD-3: the read cursor never moves back, and an older summary changes nothing', async (t) => {
  const entry = applyEventsToRoomEntry(
    moveReadCursor(createRoomEntry(buildRoomWithUnread()), 10),
    buildMessageCreatedEvent(11),
  );
  t.equal(moveReadCursor(entry, 9), entry);
  t.equal(updateSummary(entry, buildRoomWithUnread()), entry);
  t.equal(updateSummary(entry, buildRoomWithUnread({ last_seq: 11 })).summary.last_seen_seq, 10);
});

t.test('the unread count stays at its cap until the user reads something', async (t) => {
  const eventsBeyondUnreadCap = Array.from({ length: 1_100 }, (_, n) => buildMessageCreatedEvent(11 + n));
  const entry = applyEventsToRoomEntry(createRoomEntry(buildRoomWithUnread()), ...eventsBeyondUnreadCap);
  t.equal(entry.summary.unread_count, 1_000);
  t.equal(moveReadCursor(entry, 1_110).summary.unread_count, 0);
});

t.test('room events update the summary in the room list', async (t) => {
  const roomEvents = [
    buildMessageCreatedEvent(11),
    buildRoomRenamedEvent(12, 'New name'),
    buildMembersChangedEvent(13, { added: ['a', 'b'], admins: [MY_USER_ID] }),
  ];
  const { summary } = applyEventsToRoomEntry(createRoomEntry(buildRoomWithUnread()), ...roomEvents);
  t.match(summary, {
    last_seq: 13,
    last_message: { id: 'm11' },
    name: 'New name',
    member_count: 4,
    my_role: 'admin',
  });
  t.match(
    applyEventsToRoomEntry(
      createRoomEntry(buildRoomWithUnread({ last_message: buildMessage(9) })),
      buildMessageUpdatedEvent(11, 9, { content: 'edited' }),
    ).summary,
    {
      last_message: { content: 'edited' },
    },
  );
});

t.test('an event that the summary already includes changes nothing', async (t) => {
  const entry = createRoomEntry(buildRoomWithUnread());
  t.equal(applyEventToRoomEntry(entry, buildMessageCreatedEvent(10), MY_USER_ID), entry);
});

t.test("a room's last activity is its newest message, or its creation if it has no messages", async (t) => {
  t.equal(getLastActivity(buildRoom({ created_at: 'creation' })), 'creation');
  t.equal(
    getLastActivity(buildRoom({ last_message: buildMessage(2, { created_at: 'message' }) })),
    'message',
  );
});

t.test('ROOM-20: an edit replaces a cut last message, and a deleted message is not cut', async (t) => {
  const entry = createRoomEntry(
    buildRoomWithUnread({ last_message: { ...buildMessage(10), content_cut: true } }),
  );
  const hasContentCut = ({ summary }: RoomEntry) =>
    summary.last_message && 'content_cut' in summary.last_message;
  t.equal(hasContentCut(applyEventsToRoomEntry(entry, buildMessageUpdatedEvent(11, 9))), true);
  t.equal(hasContentCut(applyEventsToRoomEntry(entry, buildMessageUpdatedEvent(11, 10))), false);
  t.equal(hasContentCut(applyEventsToRoomEntry(entry, buildMessageDeletedEvent(11, 10))), false);
});
