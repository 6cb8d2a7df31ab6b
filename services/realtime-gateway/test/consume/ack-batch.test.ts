import { eventually } from '@kcs/testkit';
import t from 'tap';
import { AckBatch } from '../../src/consume/ack-batch.ts';

function createBatch() {
  const acknowledged: number[] = [];
  const ackBatch = new AckBatch();
  const addMessages = (count: number) => {
    for (let n = 0; n < count; n += 1) ackBatch.add({ ack: () => void acknowledged.push(n) });
  };
  return { ackBatch, acknowledged, addMessages };
}

t.test('acknowledgments wait for others, but not for longer than a moment', async (t) => {
  const { acknowledged, addMessages } = createBatch();
  addMessages(3);
  await new Promise((resolve) => setImmediate(resolve));
  t.same(acknowledged, [], 'not at once');
  await eventually('the acknowledgments', () => acknowledged.length > 0);
  t.same(acknowledged, [0, 1, 2]);
});

t.test('64 acknowledgments are sent immediately', async (t) => {
  const { acknowledged, addMessages } = createBatch();
  addMessages(63);
  t.equal(acknowledged.length, 0);
  addMessages(1);
  t.equal(acknowledged.length, 64);
});

t.test(
  'waiting acknowledgments can be sent before the end, and a closed connection is tolerated',
  async (t) => {
    const { ackBatch, acknowledged, addMessages } = createBatch();
    addMessages(1);
    ackBatch.flush();
    t.equal(acknowledged.length, 1);
    ackBatch.add({
      ack: () => {
        throw new Error('closed connection');
      },
    });
    t.doesNotThrow(() => ackBatch.flush());
  },
);
