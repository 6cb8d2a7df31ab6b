import { startTestNats } from '@kcs/testkit';
import t from 'tap';
import { connectNats, flushWithin } from '../../src/index.ts';
import { createRecordingLogger } from '../support/recording-logger.ts';

t.test(
  'flushWithin resolves while NATS responds, and rejects with UNAVAILABLE while NATS is frozen',
  async (t) => {
    const server = await startTestNats(t);
    const { logger } = createRecordingLogger();
    const nc = await connectNats({
      url: server.url,
      creds: server.credsOf('admin'),
      service: 'test',
      name: 'test',
      logger,
    });
    t.teardown(() => nc.close());
    await t.resolves(flushWithin(nc, 1_000));
    server.freeze();
    await t.rejects(flushWithin(nc, 100), { code: 'UNAVAILABLE', message: /NATS/ });
    server.thaw();
  },
);
