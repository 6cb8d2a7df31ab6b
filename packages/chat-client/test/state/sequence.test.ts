import { sequenceAt } from '@kcs/contracts';
import t from 'tap';
import { releaseInOrder } from '../../src/state/sequence.ts';
import { roomRenamed } from '../support/samples.ts';

const events = (...seqs: number[]) => seqs.map((seq) => roomRenamed(seq, `name ${seq}`));

t.test('ORD-1: a batch of events is released in order, together with events held before', async (t) => {
  const first = releaseInOrder(sequenceAt(0), events(3, 1, 1));
  t.same(first.released, events(1));
  const second = releaseInOrder(first.sequence, events(2, 5));
  t.same(second.released, events(2, 3));
  t.same(second.sequence, { position: 3, held: events(5) });
});

t.test('at most 500 events per room are held behind a gap', async (t) => {
  const ahead = Array.from({ length: 2_000 }, (_, n) => n + 2);
  const { sequence } = releaseInOrder(sequenceAt(0), events(...ahead));
  t.equal(sequence.held.length, 500);
  t.equal(sequence.held[0]?.seq, 2);
});
