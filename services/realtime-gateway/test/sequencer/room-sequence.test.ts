import fc from 'fast-check';
import t from 'tap';
import { RoomSequence } from '../../src/sequencer/room-sequence.ts';
import { createRange } from '../support/range.ts';

interface SequenceItem {
  readonly seq: number;
}
const sequenceLimits = { heldCount: 1_000, heldBytes: 1_000_000 };
/**
 * One step in a simulated room whose log contains events 1 to n: an event arrives, a fetch returns, or a head becomes
 * known.
 */
const createStep = (n: number) =>
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
  const randomRun = fc.integer({ min: 1, max: 60 }).chain((n) =>
    fc.record({
      n: fc.constant(n),
      start: fc.integer({ min: 0, max: n }),
      startAt: fc.nat(100),
      held: fc.integer({ min: 0, max: 10 }),
      story: fc.array(createStep(n), { maxLength: 200 }),
    }),
  );
  fc.assert(
    fc.property(randomRun, ({ n, start, startAt, held, story }) => {
      const room = new RoomSequence<SequenceItem>({ heldCount: held, heldBytes: 1_000_000 }, () => 1);
      const releasedSeqs: number[] = [];
      const recordReleased = (items: readonly SequenceItem[]) =>
        releasedSeqs.push(...items.map(({ seq }) => seq));
      story.forEach(({ what, seq }, at) => {
        if (at === startAt) recordReleased(room.start(start));
        if (what === 'event') recordReleased(room.offer({ seq }).released);
        else if (what === 'head') room.observeHead(seq);
        else
          for (const missing of createRange((room.position ?? 0) + 1, seq))
            recordReleased(room.offer({ seq: missing }).released);
      });
      recordReleased(room.start(start));
      // Report the head, and fetch from the log until the room has reached the head.
      room.observeHead(n);
      for (let tries = 0; room.isBehind && tries < 2 * n; tries += 1) {
        const position = room.position as number;
        for (const seq of createRange(position + 1, n)) recordReleased(room.offer({ seq }).released);
      }
      return (
        JSON.stringify(releasedSeqs) === JSON.stringify(createRange(start + 1, n)) && room.heldCount === 0
      );
    }),
    { numRuns: 2_000 },
  );
  t.pass('2,000 random histories passed');
});

t.test('offering an event to a room returns whether the event was released, held, or repeated', async (t) => {
  const room = new RoomSequence<SequenceItem>(sequenceLimits, () => 10);
  t.equal(room.offer({ seq: 5 }).outcome, 'held', 'every event waits before the start');
  t.same(room.start(4), [{ seq: 5 }]);
  t.equal(room.offer({ seq: 5 }).outcome, 'repeated');
  t.equal(room.offer({ seq: 7 }).outcome, 'held');
  t.equal(room.offer({ seq: 7 }).outcome, 'repeated');
  t.ok(room.isBehind);
  t.equal(room.heldBytes, 10);
  t.match(room.offer({ seq: 6 }), { released: [{ seq: 6 }, { seq: 7 }], outcome: 'released' });
  t.notOk(room.isBehind);
  t.equal(room.heldBytes, 0);
});

t.test('an event is refused and stays missing if the room would hold too many events or bytes', async (t) => {
  const room = new RoomSequence<SequenceItem>({ heldCount: 10, heldBytes: 25 }, () => 10);
  room.start(0);
  t.equal(room.offer({ seq: 3 }).outcome, 'held');
  t.equal(room.offer({ seq: 4 }).outcome, 'held');
  t.equal(room.offer({ seq: 5 }).outcome, 'refused');
  t.same(room.offer({ seq: 1 }).released, [{ seq: 1 }]);
  t.same(room.offer({ seq: 2 }).released.length, 3);
  t.ok(room.isBehind, '5 is still missing');
});

t.test('held events that the log does not contain are dropped', async (t) => {
  const room = new RoomSequence<SequenceItem>(sequenceLimits, () => 1);
  room.start(3);
  room.offer({ seq: 999 });
  t.ok(room.isBehind);
  room.dropHeldAbove(3);
  t.notOk(room.isBehind);
  t.equal(room.heldCount, 0);
});

t.test('a room that skips events continues at the new position', async (t) => {
  const room = new RoomSequence<SequenceItem>(sequenceLimits, () => 1);
  room.start(3);
  room.offer({ seq: 8 });
  t.same(room.skipTo(7), [{ seq: 8 }]);
  t.equal(room.position, 8);
  room.skipTo(2);
  t.same(room.offer({ seq: 3 }).released, [{ seq: 3 }], 'also backward');
});
