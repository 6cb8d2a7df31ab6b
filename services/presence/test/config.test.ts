import { readFile } from 'node:fs/promises';
import t from 'tap';
import { configSchema, findLeaseProblems, loadPresenceConfig } from '../src/config.ts';

t.test('a lease must outlast two heartbeats', async (t) => {
  t.same(findLeaseProblems({ GATEWAY_BEAT_MS: 3000, GATEWAY_LEASE_MS: 6001 }), []);
  t.match(findLeaseProblems({ GATEWAY_BEAT_MS: 3000, GATEWAY_LEASE_MS: 6000 }), [
    /must outlast two heartbeats/,
  ]);
  t.throws(() => loadPresenceConfig({ GATEWAY_LEASE_MS: '6000' }), { name: 'ConfigError' });
});

t.test('in development, every variable has the default from the protocol (CONF-4)', async (t) => {
  t.match(loadPresenceConfig({}), {
    GATEWAY_BEAT_MS: 3000,
    GATEWAY_LEASE_MS: 10_000,
    PRESENCE_GRACE_MS: 5000,
    PRESENCE_PUSH_MAX_MEMBERS: 500,
    SOCKETS_PER_USER: 50,
  });
});

t.test(
  'production requires NATS and Redis URLs with credentials, and no other variable (CONF-3)',
  async (t) => {
    t.throws(() => loadPresenceConfig({ NODE_ENV: 'production' }), { message: /NATS_URL[\s\S]*REDIS_URL/ });
    const envWithoutCredentials = {
      NODE_ENV: 'production',
      NATS_URL: 'nats://nats:4222',
      REDIS_URL: 'redis://redis:6379',
    };
    t.throws(() => loadPresenceConfig(envWithoutCredentials), { message: /NATS_CREDS_FILE[\s\S]*REDIS_URL/ });
    const envWithCredentials = {
      ...envWithoutCredentials,
      NATS_URL: 'nats://token@nats:4222',
      REDIS_URL: 'redis://presence:secret@redis:6379',
    };
    t.match(loadPresenceConfig(envWithCredentials), { NODE_ENV: 'production' });
  },
);

t.test('the README lists every variable with its default (CONF-2)', async (t) => {
  const readme = await readFile(new URL('../README.md', import.meta.url), 'utf8');
  const defaultsByVariable = new Map(
    [...readme.matchAll(/^\| `([A-Z_]+)` *\| (.*?) *\|/gm)].map((row) => [
      row[1] as string,
      row[2] as string,
    ]),
  );
  t.same([...defaultsByVariable.keys()].sort(), Object.keys(configSchema.properties).sort());
  for (const [name, schema] of Object.entries(configSchema.properties)) {
    const { default: fallback, development } = schema as { default?: unknown; development?: unknown };
    const expectedDefault = fallback ?? development;
    if (expectedDefault !== undefined) t.match(defaultsByVariable.get(name), String(expectedDefault), name);
  }
});
