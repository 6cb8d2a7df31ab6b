import assert from 'node:assert/strict';
import fc from 'fast-check';
import t from 'tap';
import {
  createSequenceAt,
  dropHeldEventsAbove,
  jumpToPosition,
  NOT_STARTED_SEQUENCE,
  offerEvent,
  type RoomSequence,
} from '../src/index.ts';

interface SequencedItem {
  readonly seq: number;
}
const listSeqsBetween = (from: number, to: number) =>
  Array.from({ length: Math.max(0, to - from + 1) }, (_, n) => from + n);
const listSeqs = (items: readonly SequencedItem[]) => items.map(({ seq }) => seq);
const alwaysHold = () => true;

/** Offers the events to the sequence one by one. Returns the final sequence and all released events. */
function offerEvents(
  from: RoomSequence<SequencedItem>,
  seqs: readonly number[],
  canHold: (held: readonly SequencedItem[], event: SequencedItem) => boolean = alwaysHold,
): [RoomSequence<SequencedItem>, number[]] {
  const releasedSeqs: number[] = [];
  let sequence = from;
  for (const seq of seqs) {
    const step = offerEvent(sequence, { seq }, canHold);
    sequence = step.sequence;
    releasedSeqs.push(...listSeqs(step.released));
  }
  return [sequence, releasedSeqs];
}

t.test(
  'ORD-1: events that arrive repeatedly and in any order are released once each, in seq order',
  async (t) => {
    const releaseProperty = fc.property(
      fc.nat({ max: 5 }),
      fc.array(fc.integer({ min: 1, max: 30 }), { maxLength: 80 }),
      (position, seqs) => {
        const [sequence, released] = offerEvents(createSequenceAt(position), seqs);
        const arrivedSeqs = new Set(seqs);
        let lastGaplessSeq = position;
        while (arrivedSeqs.has(lastGaplessSeq + 1)) lastGaplessSeq += 1;
        assert.deepEqual(released, listSeqsBetween(position + 1, lastGaplessSeq));
        assert.equal(sequence.position, lastGaplessSeq);
        assert.deepEqual(
          listSeqs(sequence.held),
          [...arrivedSeqs].filter((seq) => seq > lastGaplessSeq).sort((a, b) => a - b),
        );
      },
    );
    t.doesNotThrow(() => fc.assert(releaseProperty));
  },
);

t.test(
  'ORD-1: however few events a sequence may hold, no event is lost if refused events are fetched again',
  async (t) => {
    const scenarioArbitrary = fc.integer({ min: 1, max: 60 }).chain((head) =>
      fc.record({
        head: fc.constant(head),
        start: fc.integer({ min: 0, max: head }),
        startAfter: fc.nat({ max: 100 }),
        canHoldCount: fc.nat({ max: 10 }),
        arrivals: fc.array(fc.integer({ min: 1, max: head }), { maxLength: 200 }),
      }),
    );
    const refetchProperty = fc.property(
      scenarioArbitrary,
      ({ head, start, startAfter, canHoldCount, arrivals }) => {
        const canHoldAnotherEvent = (held: readonly SequencedItem[]) => held.length < canHoldCount;
        const [notStarted, tooEarly] = offerEvents(
          NOT_STARTED_SEQUENCE,
          arrivals.slice(0, startAfter),
          canHoldAnotherEvent,
        );
        const stepToStartPosition = jumpToPosition(notStarted, start);
        const [live, released] = offerEvents(
          stepToStartPosition.sequence,
          arrivals.slice(startAfter),
          canHoldAnotherEvent,
        );
        const [complete, fetched] = offerEvents(
          live,
          listSeqsBetween(live.position + 1, head),
          canHoldAnotherEvent,
        );
        assert.deepEqual(tooEarly, []);
        assert.deepEqual(
          [...listSeqs(stepToStartPosition.released), ...released, ...fetched],
          listSeqsBetween(start + 1, head),
        );
        assert.deepEqual(complete, { position: head, held: [] });
      },
    );
    t.doesNotThrow(() => fc.assert(refetchProperty));
  },
);

t.test(
  'offering an event to a sequence returns whether it was released, repeated, held, or refused',
  async (t) => {
    const canHoldAnotherEvent = (held: readonly SequencedItem[]) => held.length < 2;
    const [sequence] = offerEvents(createSequenceAt(4), [7], canHoldAnotherEvent);
    t.equal(offerEvent(sequence, { seq: 4 }, canHoldAnotherEvent).outcome, 'repeated', 'released before');
    t.equal(offerEvent(sequence, { seq: 7 }, canHoldAnotherEvent).outcome, 'repeated', 'held before');
    const secondStep = offerEvent(sequence, { seq: 6 }, canHoldAnotherEvent);
    t.match(secondStep, {
      outcome: 'held',
      released: [],
      sequence: { position: 4, held: [{ seq: 6 }, { seq: 7 }] },
    });
    t.match(offerEvent(secondStep.sequence, { seq: 9 }, canHoldAnotherEvent), {
      outcome: 'refused',
      sequence: secondStep.sequence,
    });
    t.match(offerEvent(secondStep.sequence, { seq: 5 }, canHoldAnotherEvent), {
      outcome: 'released',
      released: [{ seq: 5 }, { seq: 6 }, { seq: 7 }],
      sequence: { position: 7, held: [] },
    });
  },
);

t.test('canHold is called only for an event that is new and ahead of a gap', async (t) => {
  const seqsPassedToCanHold: number[] = [];
  offerEvents(createSequenceAt(0), [1, 1, 4, 4, 3, 2], (_held, { seq }) => seqsPassedToCanHold.push(seq) > 0);
  t.same(seqsPassedToCanHold, [4, 3]);
});

t.test('a sequence without a position releases nothing until jumpToPosition sets the position', async (t) => {
  const [sequence, released] = offerEvents(NOT_STARTED_SEQUENCE, [3, 1, 2, 5]);
  t.same(released, []);
  const step = jumpToPosition(sequence, 1);
  t.same(listSeqs(step.released), [2, 3]);
  t.same(step.sequence, { position: 3, held: [{ seq: 5 }] });
});

t.test(
  'jumpToPosition drops held events up to the new position and releases the held events that directly follow it',
  async (t) => {
    const [sequence] = offerEvents(createSequenceAt(0), [5, 8, 9, 12]);
    t.same(jumpToPosition(sequence, 7), {
      sequence: { position: 9, held: [{ seq: 12 }] },
      released: [{ seq: 8 }, { seq: 9 }],
    });
    t.same(jumpToPosition(sequence, 2), {
      sequence: { position: 2, held: [{ seq: 5 }, { seq: 8 }, { seq: 9 }, { seq: 12 }] },
      released: [],
    });
    const [, after] = offerEvents(jumpToPosition(createSequenceAt(9), 2).sequence, [3]);
    t.same(after, [3], 'backward too, when the log was restored from a backup');
  },
);

t.test('dropHeldEventsAbove drops held events above the end of the log', async (t) => {
  const [sequence] = offerEvents(createSequenceAt(3), [5, 999]);
  t.same(dropHeldEventsAbove(sequence, 5), { position: 3, held: [{ seq: 5 }] });
});

t.test('the sequence functions do not modify their arguments', async (t) => {
  const [sequence] = offerEvents(createSequenceAt(0), [3, 5]);
  const originalSequence = structuredClone(sequence);
  offerEvent(sequence, { seq: 4 }, alwaysHold);
  offerEvent(sequence, { seq: 1 }, alwaysHold);
  jumpToPosition(sequence, 2);
  dropHeldEventsAbove(sequence, 3);
  t.same(sequence, originalSequence);
});
