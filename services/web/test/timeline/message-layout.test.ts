import type { Message } from '@kcs/contracts';
import t from 'tap';
import { layOutMessages } from '../../src/timeline/message-layout.ts';

const messageAt = (seq: number, sender_id: string, created_at: string, message_type = 'text') =>
  ({ seq, sender_id, created_at, message_type }) as Message;

const ROWS = layOutMessages(
  [
    messageAt(1, 'other', '2026-01-01T12:00:00.000Z'),
    messageAt(2, 'other', '2026-01-01T12:01:00.000Z'),
    messageAt(3, 'other', '2026-01-01T12:30:00.000Z'),
    messageAt(4, 'me', '2026-01-01T12:30:30.000Z'),
    messageAt(5, 'other', '2026-01-03T12:00:00.000Z'),
  ],
  'me',
  3,
);

t.test('a new day, another sender, or a pause starts a new group of messages', async (t) => {
  t.strictSame(
    ROWS.map((row) => row.startsGroup),
    [true, false, true, true, true],
  );
  t.strictSame(
    ROWS.map((row) => row.endsGroup),
    [false, true, true, true, true],
  );
});

t.test('a day separator comes before the first message of each day', async (t) => {
  t.strictSame(
    ROWS.map((row) => row.startsDay),
    [true, false, false, false, true],
  );
});

t.test('the "New" separator comes before the first unread message of someone else', async (t) => {
  t.strictSame(
    ROWS.map((row) => row.firstUnread),
    [false, false, false, false, true],
  );
  const nothingUnread = layOutMessages([messageAt(1, 'other', '2026-01-01T12:00:00.000Z')], 'me', null);
  t.equal(nothingUnread[0]?.firstUnread, false);
});

t.test('a system message never joins a group of messages', async (t) => {
  const rows = layOutMessages(
    [
      messageAt(1, 'other', '2026-01-01T12:00:00.000Z'),
      messageAt(2, 'other', '2026-01-01T12:00:10.000Z', 'system'),
      messageAt(3, 'other', '2026-01-01T12:00:20.000Z'),
    ],
    'me',
    null,
  );
  t.ok(rows.every((row) => row.startsGroup && row.endsGroup));
});
