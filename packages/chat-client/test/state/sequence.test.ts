import { createSequenceAt } from '@kcs/contracts';
import t from 'tap';
import { releaseInOrder } from '../../src/state/sequence.ts';
import { buildRoomRenamedEvent } from '../support/samples.ts';

const createEvents = (...seqs: number[]) => seqs.map((seq) => buildRoomRenamedEvent(seq, `name ${seq}`));

t.test(
  'ORD-1: a batch of events is released in order, together with the events that were already held',
  async (t) => {
    const firstResult = releaseInOrder(createSequenceAt(0), createEvents(3, 1, 1));
    t.same(firstResult.released, createEvents(1));
    const secondResult = releaseInOrder(firstResult.sequence, createEvents(2, 5));
    t.same(secondResult.released, createEvents(2, 3));
    t.same(secondResult.sequence, { position: 3, held: createEvents(5) });
  },
);

t.test('at most 500 events per room are held behind a gap', async (t) => {
  const seqsAhead = Array.from({ length: 2_000 }, (_, n) => n + 2);
  const { sequence } = releaseInOrder(createSequenceAt(0), createEvents(...seqsAhead));
  t.equal(sequence.held.length, 500);
  t.equal(sequence.held[0]?.seq, 2);
});
