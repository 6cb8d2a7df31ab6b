import { setTimeout as sleep } from 'node:timers/promises';
import { eventually } from '@kcs/testkit';
import t, { type Test } from 'tap';
import { GAP_TIMEOUT_MS } from '../../src/sequencer/gap-timer.ts';
import { Sequencer } from '../../src/sequencer/sequencer.ts';
import { createIntegerRange } from '../support/range.ts';
import { createRoomEvent } from '../support/room-events.ts';

/**
 * Starts a sequencer with room `r` open at position 0. Records delivered events, offer outcomes, and repair requests.
 */
function startSequencer(t: Test) {
  const deliveryGate = { canDeliver: true };
  const deliveredSeqs: number[] = [];
  const offerOutcomes: string[] = [];
  const repairRequests: string[] = [];
  const sequencer = new Sequencer({
    gate: deliveryGate,
    delivery: { deliver: ({ seq }) => deliveredSeqs.push(seq) },
    onOffered: (outcome) => offerOutcomes.push(outcome),
  });
  sequencer.onGap((roomId) => repairRequests.push(roomId));
  sequencer.open('r');
  sequencer.start('r', 0);
  t.teardown(() => sequencer.stop());
  return { gate: deliveryGate, deliveredSeqs, offerOutcomes, repairRequests, sequencer };
}

t.test('events are delivered in order, and the outcome of each offered event is reported', async (t) => {
  const { deliveredSeqs, offerOutcomes, sequencer } = startSequencer(t);
  for (const seq of [2, 1, 2, 3]) sequencer.offer(createRoomEvent(seq));
  sequencer.offer({ ...createRoomEvent(1), room_id: 'not open' });
  t.same(deliveredSeqs, [1, 2, 3]);
  t.same(offerOutcomes, ['held', 'released', 'repeated', 'released', 'closed']);
  t.equal(sequencer.position('r'), 3);
  t.same(sequencer.positions(), [['r', 3]]);
});

t.test(
  'a gap is not repaired while the delivery gate is closed, and is repaired once after the gate has opened',
  async (t) => {
    const { gate, deliveredSeqs, repairRequests, sequencer } = startSequencer(t);
    gate.canDeliver = false;
    t.equal(sequencer.offer(createRoomEvent(1)), 'unsure');
    sequencer.observeHead('r', 2);
    await sleep(4 * GAP_TIMEOUT_MS);
    t.same(repairRequests, []);
    gate.canDeliver = true;
    await eventually('the repair request', () => repairRequests.length > 0);
    sequencer.repaired('r', 0, [createRoomEvent(1), createRoomEvent(2)], 2);
    await sleep(2 * GAP_TIMEOUT_MS);
    t.same(deliveredSeqs, [1, 2]);
    t.same(repairRequests, ['r']);
  },
);

t.test('if the repair of a gap fails, it is requested again', async (t) => {
  const { repairRequests, sequencer } = startSequencer(t);
  sequencer.observeHead('r', 1);
  await eventually('the first request', () => repairRequests.length === 1);
  sequencer.repairFailed('r');
  await eventually('the second request', () => repairRequests.length === 2);
});

t.test(
  'held events that the log does not contain are dropped after several fetches that bring no progress',
  async (t) => {
    const { sequencer } = startSequencer(t);
    sequencer.offer(createRoomEvent(9));
    t.equal(sequencer.heldCount, 1);
    for (let fetch = 0; fetch < 3; fetch += 1) sequencer.repaired('r', 0, [], 0);
    t.equal(sequencer.heldCount, 0);
  },
);

t.test('waiting for a seq ends when the room reaches it, the room closes, or time runs out', async (t) => {
  const { sequencer } = startSequencer(t);
  const { signal } = new AbortController();
  const pendingWait = sequencer.waitUntilReached('r', 2, signal);
  for (const seq of createIntegerRange(1, 2)) sequencer.offer(createRoomEvent(seq));
  await pendingWait;
  await sequencer.waitUntilReached('r', 2, signal);
  const timeoutController = new AbortController();
  setTimeout(() => timeoutController.abort(), 20);
  await sequencer.waitUntilReached('r', 99, timeoutController.signal);
  const pendingWaitInClosedRoom = sequencer.waitUntilReached('r', 99, signal);
  sequencer.close('r');
  await pendingWaitInClosedRoom;
  t.equal(sequencer.size, 0);
});

t.test('a recording receives released events until it ends', async (t) => {
  const { sequencer } = startSequencer(t);
  const eventRecording = sequencer.record('r');
  sequencer.offer(createRoomEvent(1));
  if (!eventRecording) return t.fail('the room is open');
  sequencer.endRecording('r', eventRecording);
  sequencer.offer(createRoomEvent(2));
  t.same(
    eventRecording.after(0)?.map(({ seq }) => seq),
    [1],
  );
  t.equal(sequencer.record('not open'), undefined);
});
