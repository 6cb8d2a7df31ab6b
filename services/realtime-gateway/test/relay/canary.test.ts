import t from 'tap';
import { Canary, MAX_CANARY_SILENCE_MS } from '../../src/relay/canary.ts';
import { silentLogger } from '../support/silent-logger.ts';

t.test('the Redis path is alive from the first echo until echoes stop for too long', async (t) => {
  const fakeClock = { now: 0 };
  const listenerCalls: string[] = [];
  const canary = new Canary({
    logger: silentLogger,
    now: () => fakeClock.now,
    send: async () => {
      throw new Error('Redis is away');
    },
  });
  canary.start({ onAlive: () => listenerCalls.push('alive'), onSilent: () => listenerCalls.push('silent') });
  t.teardown(() => canary.stop());
  t.notOk(canary.alive);
  canary.receiveEcho();
  canary.receiveEcho();
  t.ok(canary.alive);
  fakeClock.now = MAX_CANARY_SILENCE_MS;
  await canary.send();
  t.ok(canary.alive, 'failed sends alone prove nothing');
  fakeClock.now = MAX_CANARY_SILENCE_MS + 1;
  await canary.send();
  t.notOk(canary.alive);
  canary.receiveEcho();
  canary.markSilent();
  canary.markSilent();
  t.same(listenerCalls, ['alive', 'silent', 'alive', 'silent']);
});
