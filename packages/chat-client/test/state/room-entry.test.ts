import type { Message, Room, RoomEvent } from '@kcs/contracts';
import t from 'tap';
import {
  cursorMoved,
  entryAfter,
  entryOf,
  isStale,
  type RoomEntry,
  refreshed,
} from '../../src/state/room-entry.ts';

const room = (more: Partial<Room> = {}) =>
  ({
    id: 'r',
    last_seq: 10,
    last_seen_seq: 4,
    unread_count: 3,
    mention_count: 0,
    last_message: null,
    ...more,
  }) as Room;
const message = (seq: number, sender_id: string, mentions: string[] = []) =>
  ({ id: `m${seq}`, seq, sender_id, mentions, deleted_at: null, content: 'x' }) as unknown as Message;
const created = (seq: number, sender: string, mentions?: string[]) =>
  ({ room_id: 'r', seq, kind: 'message-created', data: message(seq, sender, mentions) }) as RoomEvent;
const updated = (seq: number, of: number, mentions: string[]) =>
  ({ room_id: 'r', seq, kind: 'message-updated', data: message(of, 'bob', mentions) }) as RoomEvent;
const deleted = (seq: number, messageSeq: number) =>
  ({
    room_id: 'r',
    seq,
    kind: 'message-deleted',
    data: { messageId: `m${messageSeq}`, messageSeq },
  }) as RoomEvent;
const after = (entry: RoomEntry, ...events: RoomEvent[]) =>
  events.reduce((at, one) => entryAfter(at, one, 'me'), entry);
const counts = ({ summary }: RoomEntry) => [summary.unread_count, summary.mention_count];

t.test("others' messages count, one's own end what is unread", async (t) => {
  const entry = after(entryOf(room()), created(11, 'bob'), created(12, 'bob', ['me']));
  t.same(counts(entry), [5, 1]);
  t.same(counts(after(entry, created(13, 'me'))), [0, 0]);
});

t.test('a mention that is edited in or out is counted, a deleted message is not any more', async (t) => {
  const entry = after(
    entryOf(room()),
    created(11, 'bob'),
    created(12, 'bob', ['me']),
    updated(13, 11, ['me']),
  );
  t.same(counts(entry), [5, 2]);
  t.same(counts(after(entry, updated(14, 12, []))), [5, 1]);
  t.same(counts(after(entry, deleted(14, 11))), [4, 1]);
  t.same(counts(after(entry, deleted(14, 7))), [4, 2], 'one from before, of which only the count is known');
});

t.test('where only the server can tell, it says so, until the room is loaded again', async (t) => {
  const half = cursorMoved(entryOf(room()), 6);
  t.ok(isStale(half), 'a part of what was counted by the server is read');
  t.ok(isStale(after(entryOf(room({ mention_count: 1 })), deleted(11, 7))), 'was it the one that mentions?');
  t.ok(isStale(after(entryOf(room()), updated(11, 7, ['me']))));
  t.ok(isStale(after(entryOf(room({ unread_count: 1_000 })), deleted(11, 7))), 'at the cap');
  t.notOk(isStale(refreshed(half, room({ last_seen_seq: 6, unread_count: 2 }))));
  t.ok(isStale(refreshed(half, room())), 'the answer does not know of the reading yet');
  t.notOk(isStale(cursorMoved(entryOf(room()), 10)), 'all of it is read');
});

t.test('the cursor never goes back, and an older summary changes nothing', async (t) => {
  const entry = after(cursorMoved(entryOf(room()), 10), created(11, 'bob'));
  t.equal(cursorMoved(entry, 9), entry);
  t.equal(refreshed(entry, room()), entry);
  t.equal(refreshed(entry, room({ last_seq: 11 })).summary.last_seen_seq, 10);
});
