import { findBinaryPath, findFreePort } from '@kcs/private-servers';
import { KeepAliveClient } from '../../load/keep-alive-client.ts';
import type { StartFanOut } from '../fan-out-peer.ts';
import { startPeerServer } from '../start-peer-server.ts';
import { subscribeToText } from '../text-subscriber.ts';
import { connectBroker } from './connect-broker.ts';

const MAX_CONNECTIONS = 16;
const PING = '{}';

/** Throws if Centrifugo is not installed. Debian has no package of it. */
export async function requireCentrifugo(): Promise<void> {
  if (!findBinaryPath('centrifugo'))
    throw new Error(
      'centrifugo is not on the PATH. Build it with "go install github.com/centrifugal/centrifugo/v6@latest".',
    );
}

/** Starts Centrifugo with its broker in memory. It keeps no message. */
export const startCentrifugo: StartFanOut = async (t, size) => {
  const port = await findFreePort();
  const url = `http://127.0.0.1:${port}`;
  const pid = await startPeerServer(t, {
    name: 'centrifugo',
    url: `${url}/health`,
    configName: 'config.json',
    formatConfig: () =>
      JSON.stringify({
        http_server: { address: '127.0.0.1', port },
        client: { insecure: true, allowed_origins: ['*'] },
        http_api: { insecure: true },
        health: { enabled: true },
        log: { level: 'error' },
      }),
    formatArguments: (configPath) => ['--config', configPath],
  });
  const client = new KeepAliveClient(MAX_CONNECTIONS);
  t.teardown(() => client.close());
  const broker = {
    name: 'centrifugo',
    pid,
    subscribe: (room: string, onText: (text: string) => void) =>
      subscribeToText({
        url: `ws://127.0.0.1:${port}/connection/websocket`,
        greetings: ['{"id":1,"connect":{}}', `{"id":2,"subscribe":{"channel":"${room}"}}`],
        confirms: (text) => text.includes('"subscribe":'),
        answerPing: (text) => (text === PING ? PING : undefined),
        // One frame may contain several messages, one on each line.
        onText: (text) => {
          for (const line of text.split('\n')) onText(line);
        },
      }),
    publish: (room: string, event: unknown) =>
      client.post(`${url}/api/publish`, '', { channel: room, data: event }),
  };
  return connectBroker(t, broker, size);
};
