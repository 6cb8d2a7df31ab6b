import { ChatError } from '@kcs/contracts';
import t, { type Test } from 'tap';
import { HeadSweep } from '../../src/sequencer/head-sweep.ts';
import { Sequencer } from '../../src/sequencer/sequencer.ts';
import { silentLogger } from '../support/silent-logger.ts';

type HeadsByRoomId = Record<string, number | null>;

/** Starts a `HeadSweep` for rooms at position 5. Records the calls of its callbacks. */
function startHeadSweep(t: Test, roomIds: readonly string[], changedHeads: () => Promise<HeadsByRoomId>) {
  const callbackCalls: unknown[] = [];
  const sequencer = new Sequencer({ gate: { canDeliver: true }, delivery: { deliver: () => {} } });
  t.teardown(() => sequencer.stop());
  for (const roomId of roomIds) {
    sequencer.open(roomId);
    sequencer.start(roomId, 5);
  }
  const headSweep = new HeadSweep({
    gate: { chatApiAnswered: () => callbackCalls.push('answered') },
    sequencer,
    logger: silentLogger,
    changedHeads,
    onBehind: (rooms) => callbackCalls.push(['behind', rooms]),
    onGone: (roomId) => callbackCalls.push(['gone', roomId]),
    onRewound: (roomId, head) => callbackCalls.push(['rewound', roomId, head]),
  });
  return { sweep: headSweep, callbackCalls };
}

t.test(
  'a sweep finds rooms that have missed events, deleted rooms, and rooms whose log was restored from a backup',
  async (t) => {
    const headsByRoomId = { behind: 7, deleted: null, restored: 2, 'not open': 9 };
    const { sweep, callbackCalls } = startHeadSweep(
      t,
      ['behind', 'deleted', 'restored', 'same'],
      async () => headsByRoomId,
    );
    await sweep.sweepNow();
    t.same(callbackCalls, ['answered', ['gone', 'deleted'], ['rewound', 'restored', 2], ['behind', 1]]);
  },
);

t.test('the sweep sends a request to chat-api even if no room is open', async (t) => {
  const { sweep, callbackCalls } = startHeadSweep(t, [], async () => ({}));
  await sweep.sweepNow();
  t.same(callbackCalls, ['answered']);
});

t.test(
  'a sweep requested during another sweep runs afterwards, and a failed sweep does not reject',
  async (t) => {
    let requestCount = 0;
    const { sweep, callbackCalls } = startHeadSweep(t, [], async () => {
      requestCount += 1;
      if (requestCount === 2) throw new ChatError('UNAVAILABLE');
      return {};
    });
    await Promise.all([sweep.sweepNow(), sweep.sweepNow(), sweep.sweepNow()]);
    t.equal(requestCount, 2);
    t.same(callbackCalls, ['answered']);
  },
);
