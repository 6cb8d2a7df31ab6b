import type { Room, RoomEvent } from '@kcs/contracts';
import t from 'tap';
import {
  applyEventToEntry,
  createEntry,
  getLastActivity,
  isEntryStale,
  moveReadCursor,
  type RoomEntry,
  updateSummary,
} from '../../src/state/room-entry.ts';
import {
  buildMembersChanged,
  buildMessage,
  buildMessageCreated,
  buildMessageDeleted,
  buildMessageUpdated,
  buildRoom,
  buildRoomRenamed,
  ME,
} from '../support/samples.ts';

/** Returns a room with read cursor 4, head 10, and three unread messages. */
const createRoom = (fields: Partial<Room> = {}) =>
  buildRoom({ last_seen_seq: 4, unread_count: 3, ...fields });
const createMention = (seq: number) => buildMessageCreated(seq, { mentions: [ME] });
const applyToEntry = (entry: RoomEntry, ...events: RoomEvent[]) =>
  events.reduce((before, event) => applyEventToEntry(before, event, ME), entry);
const readCounts = ({ summary }: RoomEntry) => [summary.unread_count, summary.mention_count];

t.test('messages from others are unread until the user sends a message', async (t) => {
  const entry = applyToEntry(createEntry(createRoom()), buildMessageCreated(11), createMention(12));
  t.same(readCounts(entry), [5, 1]);
  t.same(readCounts(applyToEntry(entry, buildMessageCreated(13, { sender_id: ME }))), [0, 0]);
});

t.test('an edit can add or remove a mention, and a deleted message is no longer unread', async (t) => {
  const entryWithMentions = applyToEntry(
    createEntry(createRoom()),
    buildMessageCreated(11),
    createMention(12),
    buildMessageUpdated(13, 11, { mentions: [ME] }),
  );
  t.same(readCounts(entryWithMentions), [5, 2]);
  t.same(readCounts(applyToEntry(entryWithMentions, buildMessageUpdated(14, 12))), [5, 1]);
  t.same(readCounts(applyToEntry(entryWithMentions, buildMessageDeleted(14, 11))), [4, 1]);
  t.same(
    readCounts(applyToEntry(entryWithMentions, buildMessageDeleted(14, 7))),
    [4, 2],
    'a message that was known only as part of the count',
  );
});

t.test(
  'an unread count that the client cannot compute is stale until the room is loaded again',
  async (t) => {
    const halfReadEntry = moveReadCursor(createEntry(createRoom()), 6);
    t.ok(isEntryStale(halfReadEntry), 'some of the messages that the server counted are read');
    t.ok(
      isEntryStale(applyToEntry(createEntry(createRoom({ mention_count: 1 })), buildMessageDeleted(11, 7))),
      'the deleted message may be the mention',
    );
    t.ok(
      isEntryStale(applyToEntry(createEntry(createRoom()), buildMessageUpdated(11, 7, { mentions: [ME] }))),
    );
    t.ok(
      isEntryStale(
        applyToEntry(createEntry(createRoom({ unread_count: 1_000 })), buildMessageDeleted(11, 7)),
      ),
      'at the cap',
    );
    t.notOk(isEntryStale(updateSummary(halfReadEntry, createRoom({ last_seen_seq: 6, unread_count: 2 }))));
    t.ok(
      isEntryStale(updateSummary(halfReadEntry, createRoom())),
      'the response does not include the new read cursor yet',
    );
    t.notOk(isEntryStale(moveReadCursor(createEntry(createRoom()), 10)), 'everything is read');
  },
);

t.test('UNREAD-3: the read cursor never moves back, and an older summary changes nothing', async (t) => {
  const entry = applyToEntry(moveReadCursor(createEntry(createRoom()), 10), buildMessageCreated(11));
  t.equal(moveReadCursor(entry, 9), entry);
  t.equal(updateSummary(entry, createRoom()), entry);
  t.equal(updateSummary(entry, createRoom({ last_seq: 11 })).summary.last_seen_seq, 10);
});

t.test('the unread count stays at its cap until the user reads something', async (t) => {
  const manyEvents = Array.from({ length: 1_100 }, (_, n) => buildMessageCreated(11 + n));
  const entry = applyToEntry(createEntry(createRoom()), ...manyEvents);
  t.equal(entry.summary.unread_count, 1_000);
  t.equal(moveReadCursor(entry, 1_110).summary.unread_count, 0);
});

t.test('room events update the summary in the room list', async (t) => {
  const roomEvents = [
    buildMessageCreated(11),
    buildRoomRenamed(12, 'New name'),
    buildMembersChanged(13, { added: ['a', 'b'], admins: [ME] }),
  ];
  const { summary } = applyToEntry(createEntry(createRoom()), ...roomEvents);
  t.match(summary, {
    last_seq: 13,
    last_message: { id: 'm11' },
    name: 'New name',
    member_count: 4,
    my_role: 'admin',
  });
  t.match(
    applyToEntry(
      createEntry(createRoom({ last_message: buildMessage(9) })),
      buildMessageUpdated(11, 9, { content: 'edited' }),
    ).summary,
    {
      last_message: { content: 'edited' },
    },
  );
});

t.test('an event that the summary already includes changes nothing', async (t) => {
  const entry = createEntry(createRoom());
  t.equal(applyEventToEntry(entry, buildMessageCreated(10), ME), entry);
});

t.test("a room's last activity is its newest message, or its creation if it has no messages", async (t) => {
  t.equal(getLastActivity(buildRoom({ created_at: 'creation' })), 'creation');
  t.equal(
    getLastActivity(buildRoom({ last_message: buildMessage(2, { created_at: 'message' }) })),
    'message',
  );
});

t.test('ROOM-20: an edit replaces a cut last message, and a deleted message is not cut', async (t) => {
  const entry = createEntry(createRoom({ last_message: { ...buildMessage(10), content_cut: true } }));
  const cutOf = ({ summary }: RoomEntry) => summary.last_message && 'content_cut' in summary.last_message;
  t.equal(cutOf(applyToEntry(entry, buildMessageUpdated(11, 9))), true);
  t.equal(cutOf(applyToEntry(entry, buildMessageUpdated(11, 10))), false);
  t.equal(cutOf(applyToEntry(entry, buildMessageDeleted(11, 10))), false);
});
