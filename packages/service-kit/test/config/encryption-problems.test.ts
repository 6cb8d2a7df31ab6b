import t from 'tap';
import Type from 'typebox';
import {
  ConfigError,
  findServerProblems,
  loadConfig,
  natsConfig,
  redisConfig,
  serviceConfig,
} from '../../src/index.ts';

const configSchema = Type.Object({ ...serviceConfig, ...natsConfig, ...redisConfig });
const CERTIFICATE = '-----BEGIN CERTIFICATE-----\nMIIBizCCATKg\n-----END CERTIFICATE-----';

const findProblems = (env: Record<string, string>): readonly string[] => {
  try {
    loadConfig(configSchema, findServerProblems, env);
    return [];
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
};

t.test('a certificate authority that no encrypted connection would use is a problem (CONF-5)', async (t) => {
  const NATS_CA = `${CERTIFICATE}\n${CERTIFICATE}`;
  t.match(findProblems({ NATS_CA, REDIS_CA: CERTIFICATE }), [
    /^NATS_CA has no effect.* Use tls:\/\/ in NATS_URL/,
    /^REDIS_CA has no effect.* Use rediss:\/\/ in REDIS_URL/,
  ]);
  t.same(
    findProblems({ NATS_CA, NATS_URL: 'tls://nats', REDIS_CA: CERTIFICATE, REDIS_URL: 'rediss://redis' }),
    [],
  );
});

t.test('a certificate authority that is not in the PEM format is a problem', async (t) => {
  for (const text of ['/etc/ca.pem', CERTIFICATE.replace(/CERTIFICATE/g, 'PRIVATE KEY'), `x${CERTIFICATE}`])
    t.match(findProblems({ REDIS_CA: text, REDIS_URL: 'rediss://redis' }), [
      /^REDIS_CA must contain certificates in the PEM format/,
    ]);
});
