import { setTimeout as sleep } from 'node:timers/promises';
import { eventually } from '@kcs/testkit';
import t from 'tap';
import { GAP_TIMEOUT_MS, GapTimer } from '../../src/sequencer/gap-timer.ts';

/** Starts a gap timer for a room at position 1. Records how long after the start each gap becomes overdue. */
function startGapTimer() {
  const roomSequenceState = { isBehind: false, position: 1 };
  const gapOverdueDelaysMs: number[] = [];
  const startedAt = performance.now();
  const gapTimer = new GapTimer(roomSequenceState, () =>
    gapOverdueDelaysMs.push(performance.now() - startedAt),
  );
  return { room: roomSequenceState, overdue: gapOverdueDelaysMs, timer: gapTimer };
}

t.test('a gap becomes overdue once, when it has been open for GAP_TIMEOUT_MS', async (t) => {
  const { room, overdue, timer } = startGapTimer();
  timer.watch();
  room.isBehind = true;
  for (let change = 0; change < 3; change += 1) timer.watch();
  await eventually('the gap', () => overdue.length > 0);
  await sleep(2 * GAP_TIMEOUT_MS);
  t.equal(overdue.length, 1);
  t.ok((overdue[0] ?? 0) >= GAP_TIMEOUT_MS - 2, `${overdue[0]} ms`);
  timer.restart();
  await eventually('the same gap again', () => overdue.length === 2);
});

t.test('a gap does not become overdue if it closes or if its room closes', async (t) => {
  const [closed, stopped] = [startGapTimer(), startGapTimer()];
  for (const { room, timer } of [closed, stopped]) {
    room.isBehind = true;
    timer.watch();
  }
  closed.room.isBehind = false;
  closed.timer.watch();
  stopped.timer.stop();
  stopped.timer.watch();
  await sleep(2 * GAP_TIMEOUT_MS);
  t.same([...closed.overdue, ...stopped.overdue], []);
});
