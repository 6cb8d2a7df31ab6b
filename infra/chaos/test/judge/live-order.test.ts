import t from 'tap';
import {
  type ArrivalVerdict,
  createLiveOrderAfterJoin,
  judgeEventArrival,
  type LiveOrder,
} from '../../src/judge/live-order.ts';

function judgeArrivals(head: number, seqs: readonly number[]): ArrivalVerdict[] {
  let liveOrder: LiveOrder = createLiveOrderAfterJoin(head);
  return seqs.map((seq) => {
    const [next, verdict] = judgeEventArrival(liveOrder, seq);
    liveOrder = next;
    return verdict;
  });
}

t.test("after a join, each seq above the reply's head must arrive exactly once and in order", async (t) => {
  t.same(judgeArrivals(4, [5, 6, 7]), ['good', 'good', 'good']);
  t.same(judgeArrivals(4, [5, 5]), ['good', 'repeated'], 'a repeat');
  t.same(judgeArrivals(4, [4]), ['repeated'], 'an event that the join already covered');
  t.same(
    judgeArrivals(4, [5, 7, 6, 8]),
    ['good', 'out of order', 'out of order', 'good'],
    'swapped neighbors',
  );
  t.same(judgeArrivals(4, [6, 7]), ['out of order', 'good'], 'a gap');
  t.same(
    judgeArrivals(4, [6, 5, 5]),
    ['out of order', 'out of order', 'repeated'],
    'a late event, then its repeat',
  );
});
