import t from 'tap';
import {
  buildPage,
  checkIdCursor,
  decodeCursor,
  encodeCursor,
  encodeTimeCursor,
  parseTimeCursor,
} from '../../src/input/cursor.ts';

t.test('a valid cursor is decoded, and any other text is refused', async (t) => {
  t.same(decodeCursor(encodeCursor(['Ä "b"', 'user_1']), 2), ['Ä "b"', 'user_1']);
  const invalidCursors = [
    encodeCursor(['a']),
    encodeCursor(['a', 'b', 'c']),
    'x',
    '',
    '%00',
    encodeCursor(['a', '\0']),
  ];
  for (const cursor of [...invalidCursors, Buffer.from('[1,2]').toString('base64url')]) {
    t.throws(() => decodeCursor(cursor, 2), { code: 'VALIDATION_FAILED', details: [{ field: '/cursor' }] });
  }
});

t.test('a time cursor with a nonexistent date or an id of another kind is refused', async (t) => {
  const timeText = '2026-01-31T12:00:00.000Z';
  const id = `room_${'0'.repeat(26)}`;
  t.same(parseTimeCursor(encodeTimeCursor(timeText, id), 'room'), { time: timeText, id });
  for (const cursor of [encodeTimeCursor('2026-02-31T12:00:00.000Z', id), timeText, id, '']) {
    t.throws(() => parseTimeCursor(cursor, 'room'), { code: 'VALIDATION_FAILED' });
  }
  t.throws(() => parseTimeCursor(encodeTimeCursor(timeText, id), 'sess'), { code: 'VALIDATION_FAILED' });
});

t.test('an id cursor must contain an id of the expected kind', async (t) => {
  const id = `user_${'a'.repeat(26)}`;
  t.equal(checkIdCursor(id, 'user'), id);
  t.equal(checkIdCursor(undefined, 'user'), undefined);
  for (const cursor of [`${id}x`, `msg_${'a'.repeat(26)}`, '']) {
    t.throws(() => checkIdCursor(cursor, 'user'), { code: 'VALIDATION_FAILED' });
  }
});

t.test('a page has a next cursor only if another page exists', async (t) => {
  const buildTestPage = (rows: number[]) => buildPage(rows, 2, (row) => row * 10, String);
  t.same(buildTestPage([1, 2, 3]), { items: [10, 20], nextCursor: '2' });
  t.same(buildTestPage([1, 2]), { items: [10, 20], nextCursor: null });
  t.same(buildTestPage([]), { items: [], nextCursor: null });
});
