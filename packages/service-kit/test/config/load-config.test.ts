import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import t from 'tap';
import Type from 'typebox';
import {
  ConfigError,
  loadConfig,
  natsConfig,
  publicHttpConfig,
  redisConfig,
  serviceConfig,
} from '../../src/index.ts';

const configSchema = Type.Object({
  ...serviceConfig,
  ...natsConfig,
  ...redisConfig,
  ...publicHttpConfig,
  LEASE_MS: Type.Integer({ default: 10_000, minimum: 100 }),
  BEAT_MS: Type.Integer({ default: 3_000, minimum: 100 }),
  TRUSTED: Type.Boolean({ default: false }),
  RATIO: Type.Number({ default: 0.5 }),
  SESSION_SECRET: Type.String({ minLength: 32, secret: true, development: 'd'.repeat(32) }),
  DATABASE_URL: Type.String({ pattern: '^postgres', examples: ['postgresql://user@host/kcs'] }),
  ICE_URLS: Type.Optional(Type.Array(Type.String({ pattern: '^stun:' }))),
});
const validEnv = { DATABASE_URL: 'postgresql://localhost/kcs' };
const findLeaseProblems = (c: { LEASE_MS: number; BEAT_MS: number }) =>
  c.LEASE_MS > 2 * c.BEAT_MS ? [] : ['LEASE_MS must be more than twice BEAT_MS'];

const findConfigProblems = (env: Record<string, string>): readonly string[] => {
  try {
    loadConfig(configSchema, findLeaseProblems, env);
    return [];
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
};

t.test(
  'variables are converted to numbers, booleans, and lists, and unset variables get their defaults',
  async (t) => {
    const config = loadConfig(configSchema, findLeaseProblems, {
      ...validEnv,
      LEASE_MS: '9000',
      TRUSTED: 'true',
      RATIO: '0.25',
      ICE_URLS: 'stun:a, stun:b,',
      CORS_ORIGINS: '',
    });
    t.match(config, {
      LEASE_MS: 9000,
      BEAT_MS: 3000,
      TRUSTED: true,
      RATIO: 0.25,
      ICE_URLS: ['stun:a', 'stun:b'],
    });
    t.match(config, { NODE_ENV: 'development', LOG_LEVEL: 'info', NATS_URL: 'nats://127.0.0.1:4222' });
    t.equal(config.CORS_ORIGINS, undefined, 'an empty value counts as unset');
    t.ok(Object.isFrozen(config));
  },
);

t.test(
  'a single error reports all configuration problems, each with the variable, the reason, and an example',
  async (t) => {
    const problems = findConfigProblems({
      LEASE_MS: 'soon',
      TRUSTED: 'perhaps',
      ICE_URLS: 'stun:a,turn:b',
      LOG_LEVEL: 'loud',
    });
    t.equal(problems.length, 5);
    const findProblemStartingWith = (name: string) =>
      problems.find((problem) => problem.startsWith(name)) ?? '';
    t.match(
      findProblemStartingWith('LEASE_MS'),
      /must be of type integer, not "soon" \(for example LEASE_MS=10000\)/,
    );
    t.match(findProblemStartingWith('TRUSTED'), /boolean/);
    t.match(findProblemStartingWith('ICE_URLS'), /\/1 must match/, 'the item of the list is named');
    t.match(findProblemStartingWith('LOG_LEVEL'), /must be one of "trace", .*"fatal", "silent"/);
    t.match(
      findProblemStartingWith('DATABASE_URL'),
      /must be set.*\(for example DATABASE_URL=postgresql:\/\/user@host\/kcs\)/,
    );
  },
);

t.test(
  'configuration rules for several variables run only if each variable is valid by itself',
  async (t) => {
    t.same(findConfigProblems({ ...validEnv, LEASE_MS: '6000' }), [
      'LEASE_MS must be more than twice BEAT_MS',
    ]);
    t.same(findConfigProblems({ ...validEnv, LEASE_MS: '6001' }), []);
  },
);

t.test('an origin that no page can have is refused with a message that shows the correct form', async (t) => {
  const findOriginProblems = (origin: string) => [
    ...findConfigProblems({ ...validEnv, PUBLIC_URL: origin }),
    ...findConfigProblems({ ...validEnv, CORS_ORIGINS: `https://school.example,${origin}` }),
  ];
  for (const origin of ['https://h:8443', 'http://[::1]:4500', 'https://schüle.example', 'https://h/'])
    t.same(findOriginProblems(origin), [], origin);
  for (const origin of [
    'https://h:99999',
    'https://h:abc',
    'https://*.school.example',
    'https://u@h',
    'https://h/x',
    'https://h?x',
    'h:4500',
  ]) {
    const [front, listed, ...more] = findOriginProblems(origin);
    t.match(
      front,
      /^PUBLIC_URL must be .* a host and optionally a port up to 65535.*PUBLIC_URL=http/,
      origin,
    );
    t.match(listed, /^CORS_ORIGINS \/1 must be .* and \* are not allowed.*CORS_ORIGINS=https/, origin);
    t.same(more, []);
  }
});

t.test(
  'CORS_ORIGINS may contain origins of app shells, but not `null` or other origins that no app shell has',
  async (t) => {
    const findCorsOriginProblems = (origin: string) =>
      findConfigProblems({ ...validEnv, CORS_ORIGINS: origin });
    for (const origin of [
      'capacitor://localhost',
      'ionic://localhost',
      'app://-',
      'tauri://localhost',
      'chrome-extension://aaaabbbbccccddddaaaabbbbccccdddd',
      'moz-extension://0b1f6a5e-0000-4000-8000-000000000000',
      'app://host:8080',
    ]) {
      t.same(findCorsOriginProblems(origin), [], origin);
      t.match(
        findConfigProblems({ ...validEnv, PUBLIC_URL: origin }),
        [/^PUBLIC_URL must be an origin: http/],
        origin,
      );
    }
    for (const origin of [
      'null',
      'file://',
      'file://host',
      'data://x',
      'blob://x',
      'javascript://x',
      'ws://host',
      'capacitor://*',
      'capacitor://',
      'capacitor://localhost/',
      'capacitor://localhost/path',
      'capacitor://user@localhost',
      'app://host:99999',
      '*://localhost',
      'capacitor:localhost',
    ])
      t.match(
        findCorsOriginProblems(origin),
        [/^CORS_ORIGINS \/0 must be .* or the scheme of a native app/],
        origin,
      );
  },
);

t.test(
  'in production, development defaults do not apply, and the development secret is refused (CONF-3)',
  async (t) => {
    const productionEnv = { ...validEnv, NODE_ENV: 'production' };
    const reportedVariableNames = findConfigProblems(productionEnv).map((problem) => problem.split(' ')[0]);
    t.same(reportedVariableNames.sort(), ['NATS_URL', 'PUBLIC_URL', 'REDIS_URL', 'SESSION_SECRET']);
    const completeProductionEnv = {
      ...productionEnv,
      NATS_URL: 'nats://127.0.0.1:4222',
      REDIS_URL: 'redis://127.0.0.1:6379',
      PUBLIC_URL: 'https://chat.school.example',
    };
    t.match(findConfigProblems({ ...completeProductionEnv, SESSION_SECRET: 'd'.repeat(32) }), [
      /SESSION_SECRET has its development value/,
    ]);
    t.same(findConfigProblems({ ...completeProductionEnv, SESSION_SECRET: 'x'.repeat(32) }), []);
  },
);

t.test('neither a secret nor the password in a URL is ever printed', async (t) => {
  const problems = findConfigProblems({
    SESSION_SECRET: 'short-and-secret',
    DATABASE_URL: 'mysql://admin:hunter2@host/db',
  });
  t.equal(problems.length, 2);
  t.notMatch(problems.join(), /short-and-secret/);
  t.notMatch(problems.join(), /hunter2/);
  t.match(problems.join(), /mysql:\/\/\*\*\*@host/);
});

t.test('the value of X can be read from the file named by X_FILE', async (t) => {
  const secretFilePath = join(mkdtempSync(join(tmpdir(), 'kcs-config-')), 'secret');
  writeFileSync(secretFilePath, `${'s'.repeat(40)}\n`);
  t.equal(
    loadConfig(configSchema, findLeaseProblems, { ...validEnv, SESSION_SECRET_FILE: secretFilePath })
      .SESSION_SECRET,
    's'.repeat(40),
  );
  t.match(findConfigProblems({ ...validEnv, SESSION_SECRET_FILE: '/nowhere/secret' }), [
    /SESSION_SECRET_FILE .*cannot be read/,
  ]);
  t.match(
    findConfigProblems({ ...validEnv, SESSION_SECRET_FILE: secretFilePath, SESSION_SECRET: 'x'.repeat(32) }),
    [/both set/],
  );
});
