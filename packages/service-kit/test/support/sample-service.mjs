import Type from 'typebox';
// Import individual built files. The package's entry point would load the Redis and NATS clients in each of many test
// processes.
import { resolveInstanceId } from '../../dist/config/instance-id.js';
import { loadConfig } from '../../dist/config/load-config.js';
import { natsConfig, serviceConfig } from '../../dist/config/service-config.js';
import { runService } from '../../dist/life/run-service.js';
import { createLogger } from '../../dist/logging/create-logger.js';
import { sleep } from '../../dist/waiting.js';

/**
 * A service for the tests of `runService`, which start it as a separate process. The variable SAMPLE selects its
 * behavior.
 */
const configSchema = Type.Object({
  ...serviceConfig,
  ...natsConfig,
  SAMPLE: Type.String({ default: 'well' }),
  STOP_MS: Type.Integer({ default: 300 }),
});

runService({
  name: 'sample',
  stopWithinMs: ({ STOP_MS }) => STOP_MS,
  config: () => loadConfig(configSchema),
  start: async (stop, config) => {
    const logger = createLogger({
      service: 'sample',
      instanceId: resolveInstanceId('sample', config),
      level: config.LOG_LEVEL,
    });
    const keepAliveTimer = setInterval(() => undefined, 1_000);
    stop.add('first', () => logger.info('first stopped'));
    if (config.SAMPLE === 'start-fails') throw new Error('no database');
    if (config.SAMPLE === 'step-fails') stop.add('broken', () => Promise.reject(new Error('flush failed')));
    if (config.SAMPLE === 'stop-hangs') stop.add('hanging', () => new Promise(() => undefined));
    if (config.SAMPLE === 'stop-is-slow') stop.add('slow', () => sleep(600));
    stop.add('last', () => {
      clearInterval(keepAliveTimer);
      logger.info('last stopped');
    });
    if (config.SAMPLE === 'rejection')
      setTimeout(() => void Promise.reject(new Error('not handled anywhere')), 1);
    if (config.SAMPLE === 'exception') {
      setTimeout(() => {
        throw new Error('thrown in a timer');
      }, 1);
    }
    return { logger, endpoints: { nats: config.NATS_URL, http: 'http://127.0.0.1:1' } };
  },
});
