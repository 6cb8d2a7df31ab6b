import { startNats, startRedis } from '@kcs/local';
import type { TestContext } from '../test-context.ts';
import { TestServer } from './test-server.ts';

type Owner = Pick<TestContext, 'teardown'>;

const owned = async (t: Owner, starting: Promise<TestServer>): Promise<TestServer> => {
  const server = await starting;
  t.teardown(() => server.end());
  return server;
};

/** A NATS server of the test's own, with JetStream; it ends with the test. */
export const startTestNats = (t: Owner): Promise<TestServer> => owned(t, TestServer.start('nats', startNats));

/** A Redis of the test's own; it ends with the test. */
export const startTestRedis = (t: Owner): Promise<TestServer> =>
  owned(t, TestServer.start('redis', startRedis));
