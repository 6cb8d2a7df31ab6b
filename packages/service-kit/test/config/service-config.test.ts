import t from 'tap';
import Type from 'typebox';
import {
  ConfigError,
  loadConfig,
  natsConfig,
  publicHttpConfig,
  redisConfig,
  resolveInstanceId,
  serviceConfig,
} from '../../src/index.ts';

function findVariablesMissingInProduction(variables: Type.TProperties): string[] {
  try {
    loadConfig(Type.Object(variables), undefined, { NODE_ENV: 'production' });
    return [];
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return error.problems.map((problem) => problem.split(' ')[0] ?? '');
  }
}

t.test('each variable group requires only its own variables in production', async (t) => {
  t.same(findVariablesMissingInProduction(serviceConfig), []);
  t.same(findVariablesMissingInProduction(natsConfig), ['NATS_URL']);
  t.same(findVariablesMissingInProduction(redisConfig), ['REDIS_URL']);
  t.same(findVariablesMissingInProduction(publicHttpConfig), ['PUBLIC_URL']);
});

t.test('no two variable groups share a variable', async (t) => {
  const variableNames = [serviceConfig, natsConfig, redisConfig, publicHttpConfig].flatMap(Object.keys);
  t.equal(new Set(variableNames).size, variableNames.length);
});

t.test('every variable group has defaults in development', async (t) => {
  const completeSchema = Type.Object({
    ...serviceConfig,
    ...natsConfig,
    ...redisConfig,
    ...publicHttpConfig,
  });
  t.same(loadConfig(completeSchema, undefined, {}), {
    NODE_ENV: 'development',
    LOG_LEVEL: 'info',
    LISTEN_HOST: '127.0.0.1',
    LISTEN_PORT: 0,
    OPS_PORT: 0,
    OTEL_TRACES_SAMPLER_ARG: 1,
    NATS_URL: 'nats://127.0.0.1:4222',
    REDIS_URL: 'redis://127.0.0.1:6379',
    PUBLIC_URL: 'http://localhost:4500',
  });
});

t.test(
  'the instance id is INSTANCE_ID if that is set, and otherwise the service name with a random part',
  async (t) => {
    t.equal(resolveInstanceId('presence', { INSTANCE_ID: 'p-1' }), 'p-1');
    t.match(resolveInstanceId('presence', {}), /^presence-[0-9a-f]{8}$/);
    t.not(resolveInstanceId('presence', {}), resolveInstanceId('presence', {}));
  },
);
