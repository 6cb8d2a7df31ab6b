import t from 'tap';
import { findClusterProblems } from '../../src/config/cluster-problems.ts';
import { parseClusterAddresses } from '../../src/config/server-urls.ts';

t.test('REDIS_CLUSTER is split into the addresses of the nodes', async (t) => {
  t.same(parseClusterAddresses('redis-2, [::1]:7000,10.0.0.1:6380'), [
    'redis-2:6379',
    '[::1]:7000',
    '10.0.0.1:6380',
  ]);
});

t.test('REDIS_CLUSTER that would be used only in part is refused', async (t) => {
  for (const [text, problem] of [
    ['redis://one:6379', /may contain only host:port/],
    ['user:password@one', /are taken from REDIS_URL/],
    ['one,', /contains an invalid address/],
    ['one:six', /contains an invalid address/],
    ['one?tls=true', /contains an invalid address/],
  ] as const)
    t.throws(() => parseClusterAddresses(text), { message: problem }, text);
});

t.test('REDIS_CLUSTER excludes Sentinels and database numbers', async (t) => {
  const REDIS_CLUSTER = 'two:6379';
  const REDIS_URL = 'redis://u:p@one:6379';
  t.match(findClusterProblems({ REDIS_CLUSTER, REDIS_URL, REDIS_SENTINELS: 'redis://one' }), [
    /exclude each other.*Remove one of them\.$/,
  ]);
  t.match(findClusterProblems({ REDIS_CLUSTER, REDIS_URL: `${REDIS_URL}/1` }), [/only the database 0/]);
  t.same(findClusterProblems({ REDIS_CLUSTER, REDIS_URL: `${REDIS_URL}/0` }), []);
  t.same(findClusterProblems({ REDIS_URL: `${REDIS_URL}/1` }), []);
});
