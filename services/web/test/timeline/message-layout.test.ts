import type { Message } from '@kcs/contracts';
import t from 'tap';
import { layOutMessages, type PreviousRowByMessage } from '../../src/timeline/message-layout.ts';

const createMessageAt = (seq: number, sender_id: string, created_at: string, message_type = 'text') =>
  ({ seq, sender_id, created_at, message_type }) as Message;

const MESSAGES = [
  createMessageAt(1, 'other', '2026-01-01T12:00:00.000Z'),
  createMessageAt(2, 'other', '2026-01-01T12:01:00.000Z'),
  createMessageAt(3, 'other', '2026-01-01T12:30:00.000Z'),
  createMessageAt(4, 'me', '2026-01-01T12:30:30.000Z'),
  createMessageAt(5, 'other', '2026-01-03T12:00:00.000Z'),
];
const LAID_OUT_ROWS = layOutMessages(MESSAGES, MESSAGES[4]);

t.test('a new day, a different sender, or a pause starts a new group of messages', async (t) => {
  t.strictSame(
    LAID_OUT_ROWS.map((row) => row.startsGroup),
    [true, false, true, true, true],
  );
  t.strictSame(
    LAID_OUT_ROWS.map((row) => row.endsGroup),
    [false, true, true, true, true],
  );
});

t.test('a day separator comes before the first message of each day', async (t) => {
  t.strictSame(
    LAID_OUT_ROWS.map((row) => row.startsDay),
    [true, false, false, false, true],
  );
});

t.test('the "New" separator comes before the first unread message', async (t) => {
  t.strictSame(
    LAID_OUT_ROWS.map((row) => row.startsUnread),
    [false, false, false, false, true],
  );
  t.notOk(layOutMessages(MESSAGES, undefined).some((row) => row.startsUnread));
});

t.test('a system message never joins a group of messages', async (t) => {
  const laidOutRows = layOutMessages(
    [
      createMessageAt(1, 'other', '2026-01-01T12:00:00.000Z'),
      createMessageAt(2, 'other', '2026-01-01T12:00:10.000Z', 'system'),
      createMessageAt(3, 'other', '2026-01-01T12:00:20.000Z'),
    ],
    undefined,
  );
  t.ok(laidOutRows.every((row) => row.startsGroup && row.endsGroup));
});

t.test('layOutMessages returns the same row object until the row changes', async (t) => {
  const previousRows: PreviousRowByMessage = new WeakMap();
  const originalRows = layOutMessages(MESSAGES, MESSAGES[4], previousRows);
  const listWhetherRowsAreReused = (messages: readonly Message[], firstUnread: Message | undefined) =>
    layOutMessages(messages, firstUnread, previousRows).map((row, index) => row === originalRows[index]);
  t.strictSame(
    listWhetherRowsAreReused(
      [...MESSAGES, createMessageAt(6, 'other', '2026-01-03T12:01:00.000Z')],
      MESSAGES[4],
    ),
    [true, true, true, true, false, false],
    'the new message ends the group, so the message before it does not',
  );
  layOutMessages(MESSAGES, MESSAGES[4], previousRows);
  const editedMessages = MESSAGES.map((message) =>
    message.seq === 2 ? { ...message, content: 'edited' } : message,
  );
  t.strictSame(listWhetherRowsAreReused(editedMessages, editedMessages[4]), [true, false, true, true, false]);
});
