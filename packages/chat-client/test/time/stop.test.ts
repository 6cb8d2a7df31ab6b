import t from 'tap';
import { Stop } from '../../src/time/stop.ts';

t.test('a listener is called once when the stop fires, or immediately if it has already fired', async (t) => {
  const stop = new Stop();
  const calledListenerNames: string[] = [];
  stop.onStop(() => calledListenerNames.push('first'));
  const removeListener = stop.onStop(() => calledListenerNames.push('removed'));
  removeListener();
  t.notOk(stop.hasFired);
  stop.stop();
  stop.stop();
  stop.onStop(() => calledListenerNames.push('late'));
  t.ok(stop.hasFired);
  t.same(calledListenerNames, ['first', 'late']);
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
  const abortSignal = stop.toSignal();
  t.notOk(abortSignal.aborted);
  stop.stop();
  t.ok(abortSignal.aborted);
  t.ok(stop.toSignal().aborted);
});
