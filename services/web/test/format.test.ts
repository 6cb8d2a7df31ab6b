import type { Message } from '@kcs/contracts';
import fc from 'fast-check';
import t from 'tap';
import { textParts } from '../src/timeline/text-parts.ts';
import { timelineRows } from '../src/timeline/timeline-rows.ts';
import { typingText } from '../src/typing/typing-text.ts';
import { hueOf } from '../src/ui/hue.ts';

t.test('every name has one of the eight colours, always the same', async (t) => {
  const property = fc.property(fc.string({ unit: 'grapheme' }), (name) => {
    const hue = hueOf(name);
    return [0, 1, 2, 3, 4, 5, 6, 7].includes(hue) && hueOf(name) === hue;
  });
  t.doesNotThrow(() => fc.assert(property));
});

t.test('addresses in a text become links, and no character is lost', async (t) => {
  const text = 'See https://example.org/a?b=1, then (http://x.test/y).';
  const parts = textParts(text);
  t.equal(parts.map((part) => part.text).join(''), text);
  t.strictSame(
    parts.filter((part) => part.href).map((part) => part.href),
    ['https://example.org/a?b=1', 'http://x.test/y'],
  );
  t.equal(textParts('javascript:alert(1)')[0]?.href, undefined);
});

t.test('messages of one person stand together until the day, the person or a pause parts them', async (t) => {
  const at = (seq: number, sender_id: string, created_at: string) =>
    ({ seq, sender_id, created_at, message_type: 'text' }) as Message;
  const rows = timelineRows(
    [
      at(1, 'other', '2026-01-01T12:00:00.000Z'),
      at(2, 'other', '2026-01-01T12:01:00.000Z'),
      at(3, 'other', '2026-01-01T12:30:00.000Z'),
      at(4, 'me', '2026-01-01T12:30:30.000Z'),
      at(5, 'other', '2026-01-03T12:00:00.000Z'),
    ],
    'me',
    3,
  );
  t.strictSame(
    rows.map((row) => row.startsGroup),
    [true, false, true, true, true],
  );
  t.strictSame(
    rows.map((row) => row.startsDay),
    [true, false, false, false, true],
  );
  t.strictSame(
    rows.map((row) => row.firstUnread),
    [false, false, false, false, true],
    'my own message is never the first new one',
  );
});

t.test('typing is told in words', async (t) => {
  t.equal(typingText([]), '');
  t.equal(typingText(['Ada']), 'Ada is typing…');
  t.equal(typingText(['Ada', 'Ben']), 'Ada and Ben are typing…');
  t.equal(typingText(['Ada', 'Ben', 'Cy']), 'Ada and 2 others are typing…');
});
