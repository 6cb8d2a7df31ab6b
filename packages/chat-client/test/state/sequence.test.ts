import { createSequenceAt } from '@kcs/contracts';
import t from 'tap';
import { releaseEventsInOrder } from '../../src/state/sequence.ts';
import { buildRoomRenamedEvent } from '../support/samples.ts';

const createEvents = (...seqs: number[]) => seqs.map((seq) => buildRoomRenamedEvent(seq, `name ${seq}`));

t.test(
  'ORD-1: a batch of events is released in order, together with the events that were already held',
  async (t) => {
    const firstReleaseResult = releaseEventsInOrder(createSequenceAt(0), createEvents(3, 1, 1));
    t.same(firstReleaseResult.released, createEvents(1));
    const secondReleaseResult = releaseEventsInOrder(firstReleaseResult.sequence, createEvents(2, 5));
    t.same(secondReleaseResult.released, createEvents(2, 3));
    t.same(secondReleaseResult.sequence, { position: 3, held: createEvents(5) });
  },
);

t.test('at most 500 events per room are held behind a gap', async (t) => {
  const seqsAhead = Array.from({ length: 2_000 }, (_, n) => n + 2);
  const { sequence } = releaseEventsInOrder(createSequenceAt(0), createEvents(...seqsAhead));
  t.equal(sequence.held.length, 500);
  t.equal(sequence.held[0]?.seq, 2);
});
