import { ChatError } from '@kcs/contracts';
import t, { type Test } from 'tap';
import { HeadSweep } from '../../src/sequencer/head-sweep.ts';
import { Sequencer } from '../../src/sequencer/sequencer.ts';
import { silentLogger } from '../support/silent-logger.ts';

type Heads = Record<string, number | null>;

/** Starts a `HeadSweep` for rooms whose position is 5. Records every callback of the sweep in `found`. */
function startSweep(t: Test, roomIds: readonly string[], changedHeads: () => Promise<Heads>) {
  const found: unknown[] = [];
  const sequencer = new Sequencer({ gate: { canDeliver: true }, delivery: { deliver: () => {} } });
  t.teardown(() => sequencer.stop());
  for (const roomId of roomIds) {
    sequencer.open(roomId);
    sequencer.start(roomId, 5);
  }
  const sweep = new HeadSweep({
    gate: { chatApiAnswered: () => found.push('answered') },
    sequencer,
    logger: silentLogger,
    changedHeads,
    onBehind: (rooms) => found.push(['behind', rooms]),
    onGone: (roomId) => found.push(['gone', roomId]),
    onRewound: (roomId, head) => found.push(['rewound', roomId, head]),
  });
  return { sweep, found };
}

t.test('a sweep finds rooms behind their log, deleted rooms, and restored logs', async (t) => {
  const heads = { behind: 7, deleted: null, restored: 2, 'not open': 9 };
  const { sweep, found } = startSweep(t, ['behind', 'deleted', 'restored', 'same'], async () => heads);
  await sweep.sweepNow();
  t.same(found, ['answered', ['gone', 'deleted'], ['rewound', 'restored', 2], ['behind', 1]]);
});

t.test('the sweep sends a request to chat-api even without open rooms', async (t) => {
  const { sweep, found } = startSweep(t, [], async () => ({}));
  await sweep.sweepNow();
  t.same(found, ['answered']);
});

t.test(
  'a call during a sweep starts another sweep after it, and a failed sweep does not reject',
  async (t) => {
    let requests = 0;
    const { sweep, found } = startSweep(t, [], async () => {
      requests += 1;
      if (requests === 2) throw new ChatError('UNAVAILABLE');
      return {};
    });
    await Promise.all([sweep.sweepNow(), sweep.sweepNow(), sweep.sweepNow()]);
    t.equal(requests, 2);
    t.same(found, ['answered']);
  },
);
