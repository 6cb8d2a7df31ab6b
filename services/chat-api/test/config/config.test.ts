import { readFile } from 'node:fs/promises';
import { createDevelopmentSigningKeysJson, generateSigningKeys } from '@kcs/auth';
import { ConfigError } from '@kcs/service-kit';
import t from 'tap';
import { configSchema } from '../../src/config/config-schema.ts';
import { readConfig } from '../../src/config/read-config.ts';

const productionEnv = {
  NODE_ENV: 'production',
  DATABASE_URL: 'postgresql://db/kcs',
  REDIS_URL: 'redis://chat-api:hunter22@redis',
  NATS_URL: 'nats://chat-api:hunter22@nats',
  PUBLIC_URL: 'https://chat.school.example',
  JWT_SIGNING_KEYS: await generateSigningKeys('2026-01'),
  SESSION_SECRET: 'ZmVk0ynUe5vQp8rT3wXbH6jL1sKdA9cGmN4',
};

const identityProviderEnv = {
  AUTH_EXTERNAL_ISSUER: 'https://id.example',
  AUTH_EXTERNAL_AUDIENCE: 'chat',
  AUTH_EXTERNAL_JWKS_URL: 'https://id.example/keys',
};

const describeConfigProblems = (env: NodeJS.ProcessEnv): string => {
  try {
    readConfig(env);
    return '';
  } catch (error) {
    if (error instanceof ConfigError) return error.problems.join('\n');
    throw error;
  }
};

t.test('in development, no environment variable is required and the protocol defaults apply', async (t) => {
  t.match(readConfig({}), {
    ACCESS_TOKEN_TTL_S: 43_200,
    MESSAGES_PER_SECOND_PER_USER: 20,
    EVENTS_KEPT_DAYS: 30,
    JWT_ISSUER: 'kcs-chat',
    JWT_AUDIENCE: 'kcs-chat',
    PUBLIC_URL: 'http://localhost:4500',
  });
});

t.test('production accepts a complete configuration', async (t) => {
  t.equal(describeConfigProblems(productionEnv), '');
  t.equal(describeConfigProblems({ ...productionEnv, ...identityProviderEnv }), '');
});

for (const name of Object.keys(productionEnv).filter((name) => name !== 'NODE_ENV')) {
  t.test(`production requires ${name}`, async (t) => {
    t.match(
      describeConfigProblems({ ...productionEnv, [name]: '' }),
      new RegExp(`^${name} must be set in production`, 'm'),
    );
  });
}

const invalidEnvCases: [string, NodeJS.ProcessEnv, RegExp][] = [
  [
    'the development keys',
    { JWT_SIGNING_KEYS: createDevelopmentSigningKeysJson() },
    /JWT_SIGNING_KEYS has its development value/,
  ],
  [
    'the development key among others',
    { JWT_SIGNING_KEYS: createDevelopmentSigningKeysJson().replace('{"keys"', '{ "keys"') },
    /JWT_SIGNING_KEYS contains the development key/,
  ],
  [
    'the development secret',
    { SESSION_SECRET: 'development-only-secret-of-32-characters' },
    /SESSION_SECRET has its dev/,
  ],
  ['a short secret', { SESSION_SECRET: 'short' }, /SESSION_SECRET must have at least 32/],
  ['a simple secret', { SESSION_SECRET: 'a'.repeat(40) }, /SESSION_SECRET is too easy/],
  [
    'a public key instead of a private one',
    { JWT_SIGNING_KEYS: '{"keys":[{"kty":"OKP"}]}' },
    /JWT_SIGNING_KEYS key 1/,
  ],
  ['keys that are not JSON', { JWT_SIGNING_KEYS: 'hunter2' }, /JWT_SIGNING_KEYS is not JSON/],
  ['an Admin without a password', { BOOTSTRAP_ADMIN_EMAIL: 'a@b.c' }, /belong together/],
  [
    'an Admin with the demo password',
    { BOOTSTRAP_ADMIN_EMAIL: 'a@b.c', BOOTSTRAP_ADMIN_PASSWORD: 'password123' },
    /BOOTSTRAP_ADMIN_PASSWORD is the demo password/,
  ],
  [
    'the password of a development database',
    { DATABASE_URL: 'postgres://kcs:kcs@postgres:5432/kcs' },
    /DATABASE_URL contains the development password/,
  ],
  [
    'an incomplete identity provider',
    { AUTH_EXTERNAL_ISSUER: 'https://id.example' },
    /AUTH_EXTERNAL_ISSUER, .* belong together/,
  ],
  [
    'a provider with our own issuer',
    { ...identityProviderEnv, AUTH_EXTERNAL_ISSUER: 'kcs-chat' },
    /same as JWT_ISSUER/,
  ],
  [
    "a provider's keys over plain HTTP",
    { ...identityProviderEnv, AUTH_EXTERNAL_JWKS_URL: 'http://id.example/keys' },
    /AUTH_EXTERNAL_JWKS_URL must start with https/,
  ],
  [
    'a provider with the issuer of a service account',
    { ...identityProviderEnv, AUTH_EXTERNAL_ISSUER: 'service:homework' },
    /AUTH_EXTERNAL_ISSUER starts with "service:"/,
  ],
  [
    'a key for producers without its account',
    { NATS_PRODUCERS_SIGNING_KEY: 'SA' },
    /NATS_PRODUCERS_SIGNING_KEY and NATS_PRODUCERS_ACCOUNT belong together/,
  ],
  [
    'a key for producers that is not a seed',
    { NATS_PRODUCERS_SIGNING_KEY: 'hunter2', NATS_PRODUCERS_ACCOUNT: `A${'B'.repeat(55)}` },
    /NATS_PRODUCERS_SIGNING_KEY is not the seed of an account key/,
  ],
  [
    'tokens that outlive their session',
    { ACCESS_TOKEN_TTL_S: '86401', SESSION_TTL_DAYS: '1' },
    /ACCESS_TOKEN_TTL_S is longer than SESSION_TTL_DAYS\. Set it to 86400 or less/,
  ],
  [
    'events that outlive messages',
    { MESSAGES_KEPT_DAYS: '36' },
    /MESSAGES_KEPT_DAYS is less than EVENTS_KEPT_DAYS plus 7\. Set it to 37 or more/,
  ],
  ['NATS without credentials', { NATS_URL: 'nats://nats' }, /NATS_CREDS_FILE must be set in production/],
  ['Redis without credentials', { REDIS_URL: 'redis://redis' }, /REDIS_URL must contain credentials/],
  ['an invalid origin', { CORS_ORIGINS: 'https://h:abc' }, /CORS_ORIGINS \/0 must be an origin/],
  ['a web root without a page', { WEB_ROOT: '/nowhere' }, /WEB_ROOT .* contains no index.html/],
  [
    'a database that is not PostgreSQL',
    { DATABASE_URL: 'mysql://x' },
    /DATABASE_URL must start with postgres/,
  ],
  [
    'a limit that is not a number',
    { MESSAGES_PER_SECOND_PER_USER: 'many' },
    /MESSAGES_PER_SECOND_PER_USER must be/,
  ],
  [
    'a limit of zero',
    { MESSAGES_PER_SECOND_PER_USER: '0' },
    /MESSAGES_PER_SECOND_PER_USER must be 1 or more/,
  ],
];
for (const [name, env, problem] of invalidEnvCases) {
  t.test(`production refuses ${name} without revealing a secret`, async (t) => {
    const problemText = describeConfigProblems({ ...productionEnv, ...env });
    t.match(problemText, problem);
    for (const secret of [env.SESSION_SECRET, env.JWT_SIGNING_KEYS, env.BOOTSTRAP_ADMIN_PASSWORD]) {
      if (secret && secret.length > 6) t.notOk(problemText.includes(secret));
    }
  });
}

t.test('one error reports all configuration problems', async (t) => {
  const problemText = describeConfigProblems({ NODE_ENV: 'production' });
  for (const name of ['DATABASE_URL', 'REDIS_URL', 'NATS_URL', 'JWT_SIGNING_KEYS', 'SESSION_SECRET'])
    t.match(problemText, name);
});

t.test('the README lists every environment variable with its default', async (t) => {
  const readme = await readFile(new URL('../../README.md', import.meta.url), 'utf8');
  for (const [name, schema] of Object.entries(configSchema.properties)) {
    const readmeRow = readme.split('\n').find((line) => line.startsWith(`| \`${name}\` |`));
    t.ok(readmeRow, name);
    const { default: value } = schema as { default?: unknown };
    if (value !== undefined) t.ok(readmeRow?.includes(`| ${value} |`), `${name} ${value}`);
  }
});

t.test('STUN and TURN servers need valid URLs, and TURN needs a secret (MEET-3)', async (t) => {
  const turnEnv = { TURN_URLS: 'turn:turn.school.example', TURN_SECRET: 'shared-with-the-turn-server' };
  for (const urls of ['stun:a.example', 'stuns:a.example:443', 'stun:[2001:db8::1]:3478,stun:192.0.2.1']) {
    t.equal(describeConfigProblems({ STUN_URLS: urls }), '', urls);
  }
  for (const urls of [
    'turns:a.example:443?transport=tcp',
    'turn:a.example?transport=udp,turn:b.example:3478',
  ]) {
    t.equal(describeConfigProblems({ ...turnEnv, TURN_URLS: urls }), '', urls);
  }
  for (const url of [
    'http://a.example',
    'stun://a.example',
    'stun:',
    'turn:a.example',
    'stun:a.example?transport=udp',
  ]) {
    t.match(describeConfigProblems({ STUN_URLS: url }), /^STUN_URLS/, url);
  }
  t.match(describeConfigProblems({ ...turnEnv, TURN_URLS: 'turn:a.example?transport=tls' }), /^TURN_URLS/);
  t.match(
    describeConfigProblems({ TURN_URLS: turnEnv.TURN_URLS }),
    /TURN_URLS and TURN_SECRET belong together/,
  );
  t.match(
    describeConfigProblems({ TURN_SECRET: turnEnv.TURN_SECRET }),
    /TURN_URLS and TURN_SECRET belong together/,
  );
  t.match(describeConfigProblems({ ...turnEnv, TURN_SECRET: 'short' }), /^TURN_SECRET/);
  for (const url of ['turn:localhost', 'turns:127.0.0.1:5349', 'turn:[::1]:3478?transport=udp']) {
    t.equal(
      describeConfigProblems({ ...turnEnv, TURN_URLS: url }),
      '',
      'a local server is fine in development',
    );
    t.match(
      describeConfigProblems({ ...productionEnv, ...turnEnv, TURN_URLS: url }),
      /is a local address/,
      url,
    );
  }
});
