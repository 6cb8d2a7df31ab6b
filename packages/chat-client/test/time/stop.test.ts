import t from 'tap';
import { Stop } from '../../src/time/stop.ts';

t.test('a listener is called once when the stop fires, or immediately if it has already fired', async (t) => {
  const stop = new Stop();
  const calledListeners: string[] = [];
  stop.onStop(() => calledListeners.push('first'));
  const removeListener = stop.onStop(() => calledListeners.push('removed'));
  removeListener();
  t.notOk(stop.hasFired);
  stop.stop();
  stop.stop();
  stop.onStop(() => calledListeners.push('late'));
  t.ok(stop.hasFired);
  t.same(calledListeners, ['first', 'late']);
});

t.test('a derived stop fires with the first of its parents and does not fire its parents', async (t) => {
  const [first, second] = [new Stop(), new Stop()];
  const derivedStop = new Stop(first, second);
  second.stop();
  t.ok(derivedStop.hasFired);
  t.notOk(first.hasFired);
});

t.test('an AbortSignal from a stop aborts when the stop fires', async (t) => {
  const stop = new Stop();
  const signal = stop.toSignal();
  t.notOk(signal.aborted);
  stop.stop();
  t.ok(signal.aborted);
  t.ok(stop.toSignal().aborted);
});
