import t from 'tap';
import { findSentinelProblems } from '../../src/config/sentinel-problems.ts';
import { parseSentinelUrls } from '../../src/config/server-urls.ts';

t.test('REDIS_SENTINELS is split into the URLs of the Sentinels', async (t) => {
  t.same(parseSentinelUrls('redis://one,two:5000'), ['redis://one:26379', 'redis://two:5000']);
  t.same(parseSentinelUrls('rediss://user:p,w@one,[::1]:5000/'), [
    'rediss://user:p,w@one:26379',
    'rediss://user:p,w@[::1]:5000/',
  ]);
});

t.test('REDIS_SENTINELS that would be used only in part is refused', async (t) => {
  for (const [text, problem] of [
    ['redis://one,two/0', /may not have a database number/],
    ['redis://one,', /has no host/],
    ['redis://one?tls=true', /rediss:\/\//],
    ['one:26379', /must start with redis:\/\/ or rediss:\/\//],
  ] as const)
    t.throws(() => parseSentinelUrls(text), { message: problem }, text);
});

t.test('with REDIS_SENTINELS, REDIS_URL names the master and contains no address', async (t) => {
  const REDIS_SENTINELS = 'redis://one';
  t.match(findSentinelProblems({ REDIS_SENTINELS, REDIS_URL: 'redis://u:p@redis:6379' }), [
    /the name that the Sentinels use for the master, without a port.*Use redis:\/\/user:password@NAME\.$/,
  ]);
  t.same(findSentinelProblems({ REDIS_SENTINELS, REDIS_URL: 'redis://u:p@kcs/0' }), []);
  t.same(findSentinelProblems({ REDIS_URL: 'redis://u:p@redis:6379' }), []);
});
