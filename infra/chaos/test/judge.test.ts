import t from 'tap';
import { breaches } from '../src/judge/breaches.ts';
import { Ledger } from '../src/judge/ledger.ts';
import { arrived, type LiveOrder, orderFrom, type Verdict } from '../src/judge/live-order.ts';
import { type Acknowledged, lostMessages } from '../src/judge/lost-messages.ts';
import { percentile } from '../src/judge/percentile.ts';
import { Received } from '../src/judge/received.ts';
import { newRow, type Row } from '../src/judge/row.ts';
import { brokenNumbers, type RoomTruth, storedTwice } from '../src/judge/truth.ts';

const verdicts = (head: number, seqs: readonly number[]): Verdict[] => {
  let order: LiveOrder = orderFrom(head);
  return seqs.map((seq) => {
    const [next, verdict] = arrived(order, seq);
    order = next;
    return verdict;
  });
};

t.test('a live connection must bring each number after the head, one by one', async (t) => {
  t.same(verdicts(4, [5, 6, 7]), ['good', 'good', 'good']);
  t.same(verdicts(4, [5, 5]), ['good', 'repeated'], 'a repeat');
  t.same(verdicts(4, [4]), ['repeated'], 'what the answer to the join held already');
  t.same(verdicts(4, [5, 7, 6, 8]), ['good', 'out of order', 'out of order', 'good'], 'neighbours inverted');
  t.same(verdicts(4, [6, 7]), ['out of order', 'good'], 'a hole');
  t.same(verdicts(4, [6, 5, 5]), ['out of order', 'out of order', 'repeated'], 'late, and then again');
});

t.test('a client has what came, whichever way', async (t) => {
  const received = new Received(10);
  t.equal(received.missing(10), 0);
  t.equal(received.missing(12), 2);
  received.add(13);
  received.add(11);
  t.equal(received.position, 11, 'the gap is not stepped over');
  t.equal(received.missing(13), 1);
  received.add(12);
  received.add(3);
  t.equal(received.position, 13);
});

const event = (seq: number) => ({ seq, messageId: `msg ${seq}`, clientMsgId: `key ${seq}` });
const room = (seqs: readonly number[], head: number): RoomTruth => ({
  ...{ roomId: 'R', after: 1, head },
  events: seqs.map(event),
});
const ack = (n: number, seq = n): Acknowledged => ({
  ...{ roomId: 'R', clientMsgId: `key ${n}`, during: 'a fault' },
  stored: { id: `msg ${n}`, seq },
});

t.test('the numbers of a room have no hole, no repeat and end at its head', async (t) => {
  t.same(brokenNumbers(room([2, 3, 4], 4)), []);
  t.equal(brokenNumbers(room([2, 4], 4)).length, 1, 'a hole');
  t.equal(brokenNumbers(room([2, 3, 3, 4], 4)).length, 1, 'a number twice');
  t.equal(brokenNumbers(room([2, 3], 4)).length, 1, 'a lost tail');
  t.equal(brokenNumbers(room([2, 3], 1)).length, 1, 'a head that went back');
});

t.test('an acknowledged message is lost when it is not stored as its sender was told', async (t) => {
  const rooms = [room([2, 3], 3)];
  t.same(lostMessages([ack(2), ack(3)], rooms), []);
  t.same(lostMessages([ack(2), ack(4)], rooms), [ack(4)], 'not there at all');
  t.same(lostMessages([ack(2, 3)], rooms), [ack(2, 3)], 'under another number');
  const promised = (n: number) => ({ ...ack(n), stored: null });
  t.same(lostMessages([promised(2), promised(4)], rooms), [promised(4)], 'promised by the library');
  t.same(lostMessages([{ ...ack(2), roomId: 'S' }], rooms).length, 1, 'in another room');
});

t.test('a message that a retry stored a second time is found', async (t) => {
  t.same(storedTwice([room([2, 3], 3)]), []);
  const again = { ...event(4), clientMsgId: 'key 2' };
  const twice = { ...room([], 4), events: [event(2), event(3), again] };
  t.same(storedTwice([twice]), ['R key 2 again at 4']);
});

t.test('a percentile is a sample that was measured', async (t) => {
  const hundred = Array.from({ length: 100 }, (_, n) => 100 - n);
  t.equal(percentile(hundred, 0.5), 50);
  t.equal(percentile(hundred, 0.99), 99);
  t.equal(percentile(hundred, 1), 100);
  t.equal(percentile([], 0.99), null);
  t.equal(percentile([1, Number.POSITIVE_INFINITY], 0.99), Number.POSITIVE_INFINITY);
});

t.test('a row that keeps every promise is no breach; each broken one is', async (t) => {
  const demand = { caughtUpWithinMs: 5_000 };
  const good = (): Row => ({ ...newRow('a fault'), acknowledged: 9, catchUpMs: [10, 20] });
  t.same(breaches(good(), demand), []);
  const broken: Record<string, Partial<Row>> = {
    lost: { lost: 1 },
    undelivered: { undelivered: 1 },
    'plain repeat': { plain: { repeated: 1, outOfOrder: 0 } },
    'plain inversion': { plain: { repeated: 0, outOfOrder: 1 } },
    'library duplicate': { library: { repeated: 1, outOfOrder: 0 } },
    'library inversion': { library: { repeated: 0, outOfOrder: 1 } },
    late: { catchUpMs: [10, 5_001] },
  };
  for (const [name, change] of Object.entries(broken)) {
    t.equal(breaches({ ...good(), ...change }, demand).length, 1, name);
  }
  t.equal(breaches({ ...good(), catchUpMs: [Number.POSITIVE_INFINITY] }, demand).length, 2, 'never');
});

t.test('what happens counts for the fault in progress', async (t) => {
  const ledger = new Ledger();
  ledger.begin('first');
  ledger.acknowledge({ roomId: 'R', clientMsgId: 'a', stored: { id: 'm', seq: 7 } });
  ledger.begin('second');
  ledger.irregular('plain', 'repeated', 'x');
  ledger.begin('first');
  ledger.irregular('library', 'out of order', 'y');
  const [first, second] = ['first', 'second'].map((fault) => ledger.rowOf(fault));
  t.match(first, { times: 2, acknowledged: 1, library: { outOfOrder: 1 }, plain: { repeated: 0 } });
  t.match(second, { times: 1, acknowledged: 0, plain: { repeated: 1 } });
  t.equal(ledger.acknowledgedHead('R'), 7);
  t.equal(ledger.takeAcknowledged().length, 1);
});
