import t from 'tap';
import { makePlan } from '../src/start/plan.ts';
import { readSettings } from '../src/start/settings.ts';

t.test('PostgreSQL has room for all that the chat-apis open, and for others', async (t) => {
  for (const [apis, env, wanted] of [
    ['1', {}, 100],
    ['8', {}, 148],
    ['8', { DATABASE_POOL_SIZE: '30' }, 260],
  ] as const) {
    const { servers, services } = await makePlan(readSettings(t.testdir(), ['--apis', apis], env));
    t.ok(servers[0]?.args.includes(`max_connections=${wanted}`), `${apis} chat-apis: ${servers[0]?.args}`);
    const chatApis = services.filter(({ name }) => name.startsWith('chat-api-'));
    t.same(
      chatApis.map((one) => one.env.DATABASE_POOL_SIZE),
      Array.from({ length: Number(apis) }, () =>
        'DATABASE_POOL_SIZE' in env ? env.DATABASE_POOL_SIZE : '16',
      ),
    );
  }
});
