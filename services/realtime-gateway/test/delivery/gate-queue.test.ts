import { eventually } from '@kcs/testkit';
import t from 'tap';
import { GateQueue } from '../../src/delivery/gate-queue.ts';

function startGateQueue(canDeliver: boolean) {
  const gate = { canDeliver };
  const delivered: number[] = [];
  const dropped: true[] = [];
  const queue = new GateQueue<number>({
    gate,
    maxWaiting: 2,
    deliver: (item) => delivered.push(item),
    onDropped: () => dropped.push(true),
  });
  return { gate, delivered, dropped, queue };
}

t.test('items are delivered immediately while the gate is open', async (t) => {
  const { delivered, queue } = startGateQueue(true);
  queue.add(1);
  t.same(delivered, [1]);
});

t.test(
  'items wait in order while the gate is closed, and items above the limit are dropped and counted',
  async (t) => {
    const { gate, delivered, dropped, queue } = startGateQueue(false);
    for (const item of [1, 2, 3]) queue.add(item);
    t.same(delivered, []);
    t.equal(dropped.length, 1);
    gate.canDeliver = true;
    await eventually('the waiting items', () => delivered.length > 0);
    queue.add(4);
    t.same(delivered, [1, 2, 4]);
    gate.canDeliver = false;
    queue.add(5);
    t.same(delivered, [1, 2, 4]);
    gate.canDeliver = true;
    queue.add(6);
    await eventually('the items after the second wait', () => delivered.length === 5);
    t.same(delivered, [1, 2, 4, 5, 6], 'a new item does not overtake a waiting one');
  },
);
