import fc from 'fast-check';
import t from 'tap';
import { RoomSequence } from '../../src/sequencer/room-sequence.ts';
import { createIntegerRange } from '../support/range.ts';

interface NumberedItem {
  readonly seq: number;
}
const sequenceLimits = { heldCount: 1_000, heldBytes: 1_000_000 };
/**
 * One step in a simulated room whose log contains events 1 to n: an event arrives, a fetch returns, or a head becomes
 * known.
 */
const createStepArbitrary = (n: number) =>
  fc.oneof(
    {
      weight: 5,
      arbitrary: fc.record({ what: fc.constant('event' as const), seq: fc.integer({ min: 1, max: n }) }),
    },
    {
      weight: 1,
      arbitrary: fc.record({ what: fc.constant('fetch' as const), seq: fc.integer({ min: 1, max: n }) }),
    },
    {
      weight: 1,
      arbitrary: fc.record({ what: fc.constant('head' as const), seq: fc.integer({ min: 1, max: n }) }),
    },
  );

t.test('in whatever order events arrive, each is released once, in order, and none is lost', async (t) => {
  const runArbitrary = fc.integer({ min: 1, max: 60 }).chain((n) =>
    fc.record({
      n: fc.constant(n),
      start: fc.integer({ min: 0, max: n }),
      startAt: fc.nat(100),
      held: fc.integer({ min: 0, max: 10 }),
      story: fc.array(createStepArbitrary(n), { maxLength: 200 }),
    }),
  );
  fc.assert(
    fc.property(runArbitrary, ({ n, start, startAt, held, story }) => {
      const roomSequence = new RoomSequence<NumberedItem>({ heldCount: held, heldBytes: 1_000_000 }, () => 1);
      const releasedSeqs: number[] = [];
      const recordReleased = (items: readonly NumberedItem[]) =>
        releasedSeqs.push(...items.map(({ seq }) => seq));
      story.forEach(({ what, seq }, at) => {
        if (at === startAt) recordReleased(roomSequence.start(start));
        if (what === 'event') recordReleased(roomSequence.offer({ seq }).released);
        else if (what === 'head') roomSequence.observeHead(seq);
        else
          for (const missing of createIntegerRange((roomSequence.position ?? 0) + 1, seq))
            recordReleased(roomSequence.offer({ seq: missing }).released);
      });
      recordReleased(roomSequence.start(start));
      // Report the head, and fetch from the log until the room has reached the head.
      roomSequence.observeHead(n);
      for (let tries = 0; roomSequence.isBehind && tries < 2 * n; tries += 1) {
        const position = roomSequence.position as number;
        for (const seq of createIntegerRange(position + 1, n))
          recordReleased(roomSequence.offer({ seq }).released);
      }
      return (
        JSON.stringify(releasedSeqs) === JSON.stringify(createIntegerRange(start + 1, n)) &&
        roomSequence.heldCount === 0
      );
    }),
    { numRuns: 2_000 },
  );
  t.pass('2,000 random histories passed');
});

t.test('offering an event to a room returns whether the event was released, held, or repeated', async (t) => {
  const roomSequence = new RoomSequence<NumberedItem>(sequenceLimits, () => 10);
  t.equal(roomSequence.offer({ seq: 5 }).outcome, 'held', 'every event waits before the start');
  t.same(roomSequence.start(4), [{ seq: 5 }]);
  t.equal(roomSequence.offer({ seq: 5 }).outcome, 'repeated');
  t.equal(roomSequence.offer({ seq: 7 }).outcome, 'held');
  t.equal(roomSequence.offer({ seq: 7 }).outcome, 'repeated');
  t.ok(roomSequence.isBehind);
  t.equal(roomSequence.heldBytes, 10);
  t.match(roomSequence.offer({ seq: 6 }), { released: [{ seq: 6 }, { seq: 7 }], outcome: 'released' });
  t.notOk(roomSequence.isBehind);
  t.equal(roomSequence.heldBytes, 0);
});

t.test('an event is refused and stays missing if the room would hold too many events or bytes', async (t) => {
  const roomSequence = new RoomSequence<NumberedItem>({ heldCount: 10, heldBytes: 25 }, () => 10);
  roomSequence.start(0);
  t.equal(roomSequence.offer({ seq: 3 }).outcome, 'held');
  t.equal(roomSequence.offer({ seq: 4 }).outcome, 'held');
  t.equal(roomSequence.offer({ seq: 5 }).outcome, 'refused');
  t.same(roomSequence.offer({ seq: 1 }).released, [{ seq: 1 }]);
  t.same(roomSequence.offer({ seq: 2 }).released.length, 3);
  t.ok(roomSequence.isBehind, '5 is still missing');
});

t.test('held events that the log does not contain are dropped', async (t) => {
  const roomSequence = new RoomSequence<NumberedItem>(sequenceLimits, () => 1);
  roomSequence.start(3);
  roomSequence.offer({ seq: 999 });
  t.ok(roomSequence.isBehind);
  roomSequence.dropHeldAbove(3);
  t.notOk(roomSequence.isBehind);
  t.equal(roomSequence.heldCount, 0);
});

t.test('a room that skips events continues at the new position', async (t) => {
  const roomSequence = new RoomSequence<NumberedItem>(sequenceLimits, () => 1);
  roomSequence.start(3);
  roomSequence.offer({ seq: 8 });
  t.same(roomSequence.skipTo(7), [{ seq: 8 }]);
  t.equal(roomSequence.position, 8);
  roomSequence.skipTo(2);
  t.same(roomSequence.offer({ seq: 3 }).released, [{ seq: 3 }], 'also backward');
});
