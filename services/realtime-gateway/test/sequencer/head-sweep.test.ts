import { ChatError } from '@kcs/contracts';
import t, { type Test } from 'tap';
import { HeadSweep } from '../../src/sequencer/head-sweep.ts';
import { Sequencer } from '../../src/sequencer/sequencer.ts';
import { silentLogger } from '../support/silent-logger.ts';

type Heads = Record<string, number | null>;

/** Starts a `HeadSweep` for rooms at position 5. Records the calls of its callbacks. */
function startSweep(t: Test, roomIds: readonly string[], changedHeads: () => Promise<Heads>) {
  const callbacks: unknown[] = [];
  const sequencer = new Sequencer({ gate: { canDeliver: true }, delivery: { deliver: () => {} } });
  t.teardown(() => sequencer.stop());
  for (const roomId of roomIds) {
    sequencer.open(roomId);
    sequencer.start(roomId, 5);
  }
  const sweep = new HeadSweep({
    gate: { chatApiAnswered: () => callbacks.push('answered') },
    sequencer,
    logger: silentLogger,
    changedHeads,
    onBehind: (rooms) => callbacks.push(['behind', rooms]),
    onGone: (roomId) => callbacks.push(['gone', roomId]),
    onRewound: (roomId, head) => callbacks.push(['rewound', roomId, head]),
  });
  return { sweep, callbacks };
}

t.test('a sweep finds rooms behind their log, deleted rooms, and restored logs', async (t) => {
  const heads = { behind: 7, deleted: null, restored: 2, 'not open': 9 };
  const { sweep, callbacks } = startSweep(t, ['behind', 'deleted', 'restored', 'same'], async () => heads);
  await sweep.sweepNow();
  t.same(callbacks, ['answered', ['gone', 'deleted'], ['rewound', 'restored', 2], ['behind', 1]]);
});

t.test('the sweep sends a request to chat-api even if no room is open', async (t) => {
  const { sweep, callbacks } = startSweep(t, [], async () => ({}));
  await sweep.sweepNow();
  t.same(callbacks, ['answered']);
});

t.test(
  'a sweep requested during another sweep runs afterwards, and a failed sweep does not reject',
  async (t) => {
    let requests = 0;
    const { sweep, callbacks } = startSweep(t, [], async () => {
      requests += 1;
      if (requests === 2) throw new ChatError('UNAVAILABLE');
      return {};
    });
    await Promise.all([sweep.sweepNow(), sweep.sweepNow(), sweep.sweepNow()]);
    t.equal(requests, 2);
    t.same(callbacks, ['answered']);
  },
);
