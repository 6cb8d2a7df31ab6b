import { readFileSync } from 'node:fs';
import t from 'tap';
import { configSchema, readConfig } from '../src/config.ts';

t.test('every configuration problem is reported, including conflicts between variables', async (t) => {
  t.equal(readConfig({}).TYPING_TTL_MS, 30_000);
  t.throws(() => readConfig({ GATEWAY_BEAT_MS: '5000' }), { message: /a lease must outlast two heartbeats/ });
  t.throws(() => readConfig({ NODE_ENV: 'production' }), { message: /NATS_URL must be set[\s\S]*REDIS_URL/ });
});

t.test('CONF-2: the README lists every variable', async (t) => {
  const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
  for (const name of Object.keys(configSchema.properties)) t.ok(readme.includes(`\`${name}\``), name);
});
