import type { RoomEvent } from '@kcs/contracts';
import fc from 'fast-check';
import t from 'tap';
import { restart, type Sequence, sequenceFrom, take } from '../../src/state/sequence.ts';

const event = (seq: number) => ({ seq }) as RoomEvent;
const run = (from: Sequence, seqs: readonly number[]): [Sequence, number[]] => {
  let sequence = from;
  const released: number[] = [];
  for (const seq of seqs) {
    const [next, now] = take(sequence, event(seq));
    sequence = next;
    released.push(...now.map((one) => one.seq));
  }
  return [sequence, released];
};

t.test(
  'whatever comes, in any order and however often, is released by number, once, without a gap',
  async (t) => {
    const property = fc.property(
      fc.nat({ max: 5 }),
      fc.array(fc.integer({ min: 1, max: 30 }), { maxLength: 80 }),
      (from, seqs) => {
        const [sequence, released] = run(sequenceFrom(from), seqs);
        const whole = new Set(seqs);
        let end = from;
        while (whole.has(end + 1)) end += 1;
        const wanted = Array.from({ length: end - from }, (_, n) => from + n + 1);
        const held = [...whole].filter((seq) => seq > end + 1).sort((a, b) => a - b);
        return (
          released.join() === wanted.join() &&
          sequence.position === end &&
          sequence.held.map(({ seq }) => seq).join() === held.join()
        );
      },
    );
    t.doesNotThrow(() => fc.assert(property));
  },
);

t.test('what is held is bounded; the nearest are kept', async (t) => {
  const [sequence] = run(
    sequenceFrom(0),
    Array.from({ length: 2_000 }, (_, n) => 2_001 - n),
  );
  t.equal(sequence.held.length, 500);
  t.equal(sequence.held[0]?.seq, 2);
});

t.test('beginning anew forgets what is past and releases what follows on', async (t) => {
  const [sequence] = run(sequenceFrom(0), [5, 8, 9, 12]);
  const [next, released] = restart(sequence, 7);
  t.same(
    released.map(({ seq }) => seq),
    [8, 9],
  );
  t.equal(next.position, 9);
  t.same(
    next.held.map(({ seq }) => seq),
    [12],
  );
  t.equal(restart(sequence, 2)[0].position, 2, 'back too, where the server was restored');
});
