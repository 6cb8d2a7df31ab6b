import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import t, { type Test } from 'tap';
import { createStartPlan, type StartPlan } from '../../src/plan/make-plan.ts';
import { readStartSettings } from '../../src/plan/settings.ts';

const MIGRATION_DATABASE_URL = 'postgresql://direct.example/kcs';
const SERVER_URLS_EXCEPT_DATABASE = { REDIS_URL: 'redis://redis.example', NATS_URL: 'nats://nats.example' };

async function planStart(t: Test, env: NodeJS.ProcessEnv): Promise<StartPlan> {
  const planRoot = await mkdtemp(join(tmpdir(), 'kcs-plan-'));
  t.teardown(() => rm(planRoot, { recursive: true }));
  return createStartPlan(readStartSettings(planRoot, [], { ...SERVER_URLS_EXCEPT_DATABASE, ...env }));
}

async function planJobEnvironment(t: Test, env: NodeJS.ProcessEnv): Promise<Record<string, string>> {
  return (await planStart(t, env)).jobEnv;
}

t.test(
  'the migrate job uses MIGRATION_DATABASE_URL to connect to a database that the user provides',
  async (t) => {
    const DATABASE_URL = 'postgresql://pooler.example/kcs';
    const providedEnv = { DATABASE_URL, MIGRATION_DATABASE_URL };
    t.match(await planJobEnvironment(t, providedEnv), providedEnv);
  },
);

t.test(
  'the migrate job connects to a private database as its owner, and chat-api as another user',
  async (t) => {
    const jobEnv = await planJobEnvironment(t, { MIGRATION_DATABASE_URL });
    t.match(jobEnv, {
      DATABASE_URL: /^postgresql:\/\/kcs_chat_api:\w{48}@127\.0\.0\.1:\d+\/kcs$/,
      MIGRATION_DATABASE_URL: /^postgresql:\/\/kcs:\w+@127\.0\.0\.1:\d+\/kcs$/,
    });
  },
);

t.test('all gateways, and no other services, share a key for passing requests on', async (t) => {
  const readKeys = (specs: StartPlan['services']) => specs.map(({ env }) => env.FORWARDING_KEY_FILE);
  const plan = await planStart(t, {});
  const [key, ...otherKeys] = new Set(readKeys(plan.gateways));
  t.match(key, /forwarding-key$/);
  t.same(otherKeys, []);
  t.same([...new Set(readKeys(plan.services))], [undefined]);
  const ownKeyPlan = await planStart(t, { FORWARDING_KEY: 'k'.repeat(32) });
  t.same(
    [...new Set(readKeys(ownKeyPlan.gateways))],
    [undefined],
    'a key that the user sets is used instead',
  );
});
