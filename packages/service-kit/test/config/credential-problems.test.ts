import { issueCredentials } from '@kcs/credentials';
import t from 'tap';
import Type from 'typebox';
import { findCredentialProblems } from '../../src/config/credential-problems.ts';
import { ConfigError, loadConfig, natsConfig, redisConfig, serviceConfig } from '../../src/index.ts';

const configSchema = Type.Object({ ...serviceConfig, ...natsConfig, ...redisConfig });
const PRESENCE_CREDS = (await issueCredentials()).nats.creds.presence;
const ENV_WITHOUT_CREDENTIALS = {
  NODE_ENV: 'production',
  NATS_URL: 'nats://nats:4222',
  REDIS_URL: 'redis://redis:6379',
};
const REDIS_URL = 'redis://presence:secret@redis:6379';

const formatConfigProblems = (env: Record<string, string>): string => {
  try {
    loadConfig(configSchema, findCredentialProblems, env);
    return '';
  } catch (error) {
    if (error instanceof ConfigError) return error.problems.join('\n');
    throw error;
  }
};

t.test(
  'in production, missing credentials for NATS or Redis are a problem, and the message says how to set them (CONF-3)',
  async (t) => {
    t.match(
      formatConfigProblems(ENV_WITHOUT_CREDENTIALS),
      /^NATS_CREDS_FILE must be set.*NATS_URL\.\nREDIS_URL must contain.*user:password@host:port\.$/,
    );
    t.match(
      formatConfigProblems({ ...ENV_WITHOUT_CREDENTIALS, NATS_CREDS: PRESENCE_CREDS }),
      /^REDIS_URL must contain/,
    );
    t.equal(formatConfigProblems({ ...ENV_WITHOUT_CREDENTIALS, REDIS_URL, NATS_CREDS: PRESENCE_CREDS }), '');
    t.equal(
      formatConfigProblems({ ...ENV_WITHOUT_CREDENTIALS, REDIS_URL, NATS_URL: 'nats://user:pw@nats' }),
      '',
    );
    t.equal(
      formatConfigProblems({
        ...ENV_WITHOUT_CREDENTIALS,
        REDIS_URL: 'rediss://:pw@redis',
        NATS_URL: 'tls://token@nats',
      }),
      '',
    );
    t.match(
      formatConfigProblems({
        ...ENV_WITHOUT_CREDENTIALS,
        REDIS_URL: 'redis://:@redis',
        NATS_CREDS: PRESENCE_CREDS,
      }),
      /REDIS_URL must contain/,
    );
    t.equal(formatConfigProblems({ ...ENV_WITHOUT_CREDENTIALS, NODE_ENV: 'development' }), '');
  },
);

t.test('NATS_CREDS together with credentials in NATS_URL is refused', async (t) => {
  const envWithBothCredentials = { NATS_URL: 'nats://user:pw@nats', NATS_CREDS: PRESENCE_CREDS };
  t.match(formatConfigProblems(envWithBothCredentials), /both contain credentials\. Remove one/);
});

t.test('text that is not a credentials file is refused with a message that does not show it', async (t) => {
  const nkeySeed = /SU[A-Z2-7]{50,}/.exec(PRESENCE_CREDS)?.[0] ?? '';
  for (const text of [
    nkeySeed,
    PRESENCE_CREDS.replace(nkeySeed, ''),
    PRESENCE_CREDS.slice(0, 200),
    'hunter2',
  ]) {
    const problems = formatConfigProblems({ NATS_CREDS: text });
    t.match(problems, /^NATS_CREDS must be the content of a NATS credentials file/);
    t.notOk(problems.includes(nkeySeed) || problems.includes('hunter2'));
  }
  for (const text of [PRESENCE_CREDS.trim(), PRESENCE_CREDS.replaceAll('\n', '\r\n')])
    t.equal(formatConfigProblems({ NATS_CREDS: text }), '');
});

t.test('no message shows a password in a URL, whatever is wrong with the URL', async (t) => {
  for (const password of ['hunter2', 'hunter2/x', 'hunter2?x', 'hunter2#x', '%hunter2', 'hunter2 x']) {
    for (const NATS_URL of [
      `nats://u:${password}@host:x`,
      `http://u:${password}@host`,
      `nats://u:${password}@h?x`,
    ]) {
      const problems = formatConfigProblems({ NATS_URL, REDIS_URL: NATS_URL.replace('nats', 'redis') });
      t.match(problems, /NATS_URL .*\nREDIS_URL /);
      t.notMatch(problems, /hunter2/, NATS_URL);
    }
  }
});
