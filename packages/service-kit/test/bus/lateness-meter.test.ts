import fc from 'fast-check';
import t from 'tap';
import { LatenessMeter } from '../../src/bus/lateness-meter.ts';

const REQUEST_TIMEOUT_MS = 2_000;
const createSendStamp = (sentAtMs: number, clock = 'a') => ({
  clock,
  sentAtMs,
  timeoutMs: REQUEST_TIMEOUT_MS,
});

t.test('the measured lateness never exceeds the time in transit, whatever the clocks say', async (t) => {
  const requestArbitrary = fc.record({ pauseMs: fc.nat(100_000), underWayMs: fc.nat(1_000) });
  fc.assert(
    fc.property(fc.integer(), fc.array(requestArbitrary), (senderAheadMs, requests) => {
      const latenessMeter = new LatenessMeter();
      let now = 1_000_000;
      for (const { pauseMs, underWayMs } of requests) {
        now += pauseMs + underWayMs;
        const lateMs = latenessMeter.measure(createSendStamp(now - underWayMs + senderAheadMs), now);
        if (lateMs > underWayMs + 0.001) return false;
      }
      return true;
    }),
  );
  t.end();
});

t.test('a request delayed beyond its timeout counts as late, even after a long freeze', async (t) => {
  for (const frozenMs of [REQUEST_TIMEOUT_MS + 100, 30_000, 10 * 60_000]) {
    const latenessMeter = new LatenessMeter();
    for (let at = 0; at < 5_000; at += 1_000)
      t.equal(latenessMeter.measure(createSendStamp(at + 50_000_000), at + 1), 0);
    const thawedAt = 5_000 + frozenMs;
    for (const sentAt of [5_000, 5_010, 5_020]) {
      t.ok(
        latenessMeter.measure(createSendStamp(sentAt + 50_000_000), thawedAt) > REQUEST_TIMEOUT_MS,
        `${frozenMs} ms`,
      );
    }
    t.equal(
      latenessMeter.measure(createSendStamp(thawedAt + 1_000 + 50_000_000), thawedAt + 1_001),
      0,
      'later requests are punctual',
    );
  }
});

t.test('clock drift does not make a request count as late', async (t) => {
  const latenessMeter = new LatenessMeter();
  const driftFactor = 1.0001;
  for (let at = 0; at < 86_400_000; at += 600_000) {
    const lateMs = latenessMeter.measure(createSendStamp(at), at * driftFactor);
    if (lateMs > 100) return t.fail(`${lateMs} ms late`);
  }
  t.pass();
});

t.test("a sender's first request never counts as late", async (t) => {
  const latenessMeter = new LatenessMeter();
  latenessMeter.measure(createSendStamp(0, 'a'), 10);
  t.equal(latenessMeter.measure(createSendStamp(0, 'b'), 9_000_000), 0);
});
