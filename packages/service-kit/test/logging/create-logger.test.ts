import { ChatError } from '@kcs/contracts';
import { eventually } from '@kcs/testkit';
import t from 'tap';
import { createRecordingLogger } from '../support/recording-logger.ts';

t.test('log lines include the service, the instance, and the process id', async (t) => {
  const { logger, lines } = createRecordingLogger();
  logger.info('hello');
  t.match(lines, [
    { service: 'test', instance: 'test-1', pid: process.pid, msg: 'hello', time: /^\d{4}-.*Z$/ },
  ]);
});

t.test('secrets are masked in log fields, headers, URLs, and messages', async (t) => {
  const { logger, text } = createRecordingLogger();
  const encodeBase64Url = (part: string) => Buffer.from(part).toString('base64url');
  const signature = encodeBase64Url('the signature of a token');
  const jwt = `${encodeBase64Url('{"alg":"EdDSA"}')}.${encodeBase64Url('{"sub":"user_1"}')}.${signature}`;
  logger.info({ token: 'tok-1', body: { password: 'pw-1', refresh_token: 'ref-1' } }, 'a login');
  logger.info({ req: { headers: { authorization: 'Bearer abc-1', cookie: 'sid-1' } } }, 'a request');
  logger.error(
    { err: new Error(`connect to redis://:hunter2@host:6379 failed, token ${jwt}`) },
    `oops ${jwt}`,
  );
  logger.info({ db: "postgres://kcs:it's-9@1st@db/kcs", mail: 'ada@school.com' }, 'a URL');
  for (const secret of [
    'tok-1',
    'pw-1',
    'ref-1',
    'abc-1',
    'sid-1',
    'hunter2',
    "it's-9",
    '1st',
    jwt,
    signature,
  ]) {
    t.notOk(text().includes(secret), secret);
  }
  t.match(text(), /redis:\/\/\*\*\*@host:6379/);
  t.match(text(), /"db":"postgres:\/\/\*\*\*@db\/kcs","mail":"ada@school.com"/);
});

/**
 * The maximum CPU time for matching. Matching in quadratic time would take seconds. Unlike elapsed time, CPU time does
 * not depend on other processes.
 */
const MAX_CPU_MICROSECONDS = 200_000;

t.test('logging 64 KiB of hostile text takes linear time', async (t) => {
  const { logger } = createRecordingLogger();
  for (const part of ['eyJ', 'eyJabcde', 'eyJabcde.', 'eyJabcde.abcde', '.eyJ', 'a.', 'eyJ-', 'a://b']) {
    const hostileText = part.repeat((64 * 1024) / part.length);
    const cpuUsageBefore = process.cpuUsage();
    logger.info(hostileText);
    t.ok(process.cpuUsage(cpuUsageBefore).user < MAX_CPU_MICROSECONDS, part);
  }
});

t.test(
  'an expected failure is logged in a short line with its reason, and a bug with its stack',
  async (t) => {
    const { logger, lines, text } = createRecordingLogger();
    const refusal = new Error('connect ECONNREFUSED 127.0.0.1:5432');
    const queryError = new Error('a query failed', { cause: refusal });
    logger.warn({ err: new ChatError('UNAVAILABLE', undefined, { cause: queryError }) }, 'An outage');
    t.match(lines, [{ err: { type: 'ChatError', code: 'UNAVAILABLE', reason: refusal.message } }]);
    t.notMatch(text(), 'stack');
    t.ok(text().length < 300, `${text().length} characters`);
    logger.error({ err: new ChatError('INTERNAL', undefined, { cause: queryError }) }, 'A bug');
    logger.error({ err: new TypeError('x is undefined') }, 'Another bug');
    t.match(lines.slice(1), [{ err: { stack: /query failed/ } }, { err: { stack: /x is undefined/ } }]);
  },
);

t.test('a repeated warning is written 20 times per window, and a line counts the others', async (t) => {
  const { logger, lines } = createRecordingLogger('debug', { repeatWindowMs: 200 });
  const repeat = (count: number) => {
    for (let n = 0; n < count; n++) logger.warn({ n }, 'The same warning');
  };
  repeat(1_000);
  logger.child({ request_id: 'r-1' }).warn('The same warning');
  logger.error('Another problem');
  for (let n = 0; n < 30; n++) logger.info('Not a warning');
  const countLines = (wanted: string) => lines.filter(({ msg }) => msg === wanted).length;
  t.equal(countLines('The same warning'), 20);
  t.equal(countLines('Another problem'), 1);
  t.equal(countLines('Not a warning'), 30, 'lines below the level of a warning are not limited');
  const reportLine = await eventually('the report', () => lines.find(({ count }) => count !== undefined));
  t.match(reportLine, { repeated: 'The same warning', count: 981, msg: 'Left out repeated log lines' });
  repeat(1);
  t.equal(countLines('The same warning'), 21, 'a new window has begun');
});
