import t from 'tap';
import { LogPosition } from '../../src/load/log-position.ts';

const receive = (head: number, seqs: readonly number[]): LogPosition => {
  const log = new LogPosition(head);
  for (const seq of seqs) log.add(seq);
  return log;
};

t.test(
  'events that arrive once and in order are neither repeated, nor out of order, nor missing',
  async (t) => {
    const log = receive(7, [8, 9, 10]);
    t.match(log, { repeated: 0, outOfOrder: 0, position: 10 });
    t.equal(log.countMissing(10), 0);
  },
);

t.test('an event that arrives again counts as repeated', async (t) => {
  t.match(receive(7, [8, 9, 9, 8]), { repeated: 2, outOfOrder: 0, position: 9 });
  t.match(receive(7, [7]), { repeated: 1 }, 'also if it is not above the head of the join');
});

t.test(
  'an event above a gap counts as out of order, and the gap as missing until it is filled',
  async (t) => {
    const log = receive(7, [8, 11]);
    t.match(log, { repeated: 0, outOfOrder: 1, position: 8 });
    t.equal(log.countMissing(11), 2);
    t.equal(log.countMissing(13), 4, 'the end of the log counts too');
    log.add(9);
    log.add(10);
    t.match(log, { repeated: 0, outOfOrder: 1, position: 11 });
    t.equal(log.countMissing(11), 0);
  },
);
