import Type from 'typebox';
// File by file, since the package's door would load Redis and NATS into a process that is started a dozen times.
import { commonConfig } from '../../dist/config/common-config.js';
import { instanceIdOf } from '../../dist/config/instance-id-of.js';
import { loadConfig } from '../../dist/config/load-config.js';
import { runService } from '../../dist/life/run-service.js';
import { createLogger } from '../../dist/logging/create-logger.js';
import { sleep } from '../../dist/waiting/sleep.js';

/** A service whose SAMPLE variable says how it behaves; run by the tests of `runService` as a process of its own. */
const schema = Type.Object({
  ...commonConfig,
  SAMPLE: Type.String({ default: 'well' }),
  STOP_MS: Type.Integer({ default: 300 }),
});

runService({
  name: 'sample',
  stopWithinMs: ({ STOP_MS }) => STOP_MS,
  config: () => loadConfig(schema),
  start: async (stop, config) => {
    const logger = createLogger({
      service: 'sample',
      instanceId: instanceIdOf('sample', config),
      level: config.LOG_LEVEL,
    });
    const alive = setInterval(() => undefined, 1_000);
    stop.add('first', () => logger.info('first stopped'));
    if (config.SAMPLE === 'start-fails') throw new Error('no database');
    if (config.SAMPLE === 'step-fails') stop.add('broken', () => Promise.reject(new Error('flush failed')));
    if (config.SAMPLE === 'stop-hangs') stop.add('hanging', () => new Promise(() => undefined));
    if (config.SAMPLE === 'stop-lasts') stop.add('lasting', () => sleep(600));
    stop.add('last', () => {
      clearInterval(alive);
      logger.info('last stopped');
    });
    if (config.SAMPLE === 'rejection')
      setTimeout(() => void Promise.reject(new Error('nobody caught me')), 1);
    if (config.SAMPLE === 'exception') {
      setTimeout(() => {
        throw new Error('thrown in a timer');
      }, 1);
    }
    return { logger, endpoints: { nats: config.NATS_URL, http: 'http://127.0.0.1:1' } };
  },
});
