import { defineBusRequest } from '@kcs/contracts';
import { startNats } from '@kcs/private-servers';
import type { Test } from 'tap';
import Type from 'typebox';
import { connectNats } from '../../src/index.ts';
import { createRecordingLogger } from './recording-logger.ts';

export const DoubleNumberRequest = defineBusRequest(
  'test.double',
  Type.Object({ n: Type.Integer() }),
  Type.Object({ n: Type.Integer() }),
);
export const TextOfSizeRequest = defineBusRequest(
  'test.text',
  Type.Object({ size: Type.Integer() }),
  Type.Object({ text: Type.String() }),
);

/** Starts a NATS server with a small payload limit, and connects to it. */
export async function startTestBus(t: Test) {
  const server = await startNats({ config: 'max_payload: 16384' });
  const { logger, lines } = createRecordingLogger();
  const natsConnection = await connectNats({ url: server.url, service: 'test', name: 'test', logger });
  t.teardown(async () => {
    await natsConnection.close();
    await server.stop();
  });
  return { nc: natsConnection, logger, lines };
}
