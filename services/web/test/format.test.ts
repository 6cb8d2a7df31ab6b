import assert from 'node:assert/strict';
import { toSocketEvent } from '@kcs/contracts';
import fc from 'fast-check';
import t from 'tap';
import { hueOf } from '../src/format/hue.ts';
import { textParts } from '../src/format/text-parts.ts';
import { timelineRows } from '../src/format/timeline-rows.ts';
import { toRoomEvent } from '../src/realtime/to-room-event.ts';
import { roomTitle } from '../src/state/room-title.ts';
import { holds } from './holds.ts';
import { ME, newMessage, PEOPLE, play, steps } from './room-log.ts';

t.test('every socket event goes back to the log entry it was made of', async (t) => {
  holds(
    t,
    fc.property(steps.map(play), ({ log }) => {
      for (const event of log) {
        assert.deepStrictEqual(
          toRoomEvent(...(toSocketEvent(event) as Parameters<typeof toRoomEvent>)),
          event,
        );
      }
    }),
  );
});

t.test('every name has one of the eight colours, always the same', async (t) => {
  holds(
    t,
    fc.property(fc.string({ unit: 'grapheme' }), (name) => {
      assert.ok([0, 1, 2, 3, 4, 5, 6, 7].includes(hueOf(name)));
      assert.equal(hueOf(name), hueOf(name));
    }),
  );
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

t.test('a direct room is called after the other one, also with an ampersand in a name', async (t) => {
  const direct = (name: string) => ({ name, room_type: 'direct' as const });
  t.equal(roomTitle(direct('Ada & Ben'), 'Ada'), 'Ben');
  t.equal(roomTitle(direct('Ada & Ben'), 'Ben'), 'Ada');
  t.equal(roomTitle(direct('A & B & C'), 'A & B'), 'C');
  t.equal(roomTitle({ name: 'Ada & Ben', room_type: 'group' }, 'Ada'), 'Ada & Ben');
});

t.test('messages of one person stand together until the day, the person or a pause parts them', async (t) => {
  const at = (seq: number, who: string, iso: string) => ({ ...newMessage(seq, who), created_at: iso });
  const rows = timelineRows(
    [
      at(1, PEOPLE[1], '2026-01-01T12:00:00.000Z'),
      at(2, PEOPLE[1], '2026-01-01T12:01:00.000Z'),
      at(3, PEOPLE[1], '2026-01-01T12:30:00.000Z'),
      at(4, ME, '2026-01-01T12:30:30.000Z'),
      at(5, PEOPLE[1], '2026-01-03T12:00:00.000Z'),
    ],
    ME,
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
