import { startTestNats } from '@kcs/testkit';
import t from 'tap';
import { connectNats, flushWithin } from '../../src/index.ts';
import { createRecordingLogger } from '../support/recording-logger.ts';

t.test(
  'flushWithin resolves while NATS responds, and rejects with UNAVAILABLE while NATS is frozen',
  async (t) => {
    const server = await startTestNats(t);
    const { logger } = createRecordingLogger();
    const natsConnection = await connectNats({
      url: server.url,
      creds: server.credsOf('admin'),
      service: 'test',
      name: 'test',
      logger,
    });
    t.teardown(() => natsConnection.close());
    await t.resolves(flushWithin(natsConnection, 1_000));
    server.freeze();
    await t.rejects(flushWithin(natsConnection, 100), { code: 'UNAVAILABLE', message: /NATS/ });
    server.thaw();
  },
);
