import t from 'tap';
import { readConfig } from '../src/config.ts';

t.test('every problem of the configuration is reported, also across variables', async (t) => {
  t.equal(readConfig({}).TYPING_TTL_MS, 30_000);
  t.throws(() => readConfig({ GATEWAY_BEAT_MS: '5000' }), { message: /a lease must outlast two heartbeats/ });
  t.throws(() => readConfig({ NODE_ENV: 'production' }), { message: /NATS_URL must be set[\s\S]*REDIS_URL/ });
});
