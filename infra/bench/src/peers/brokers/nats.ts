import { findFreePort, runCommand } from '@kcs/private-servers';
import { connect } from '@nats-io/transport-node';
import type { StartFanOut } from '../fan-out-peer.ts';
import { startPeerServer } from '../start-peer-server.ts';
import { subscribeToText } from '../text-subscriber.ts';
import { connectBroker } from './connect-broker.ts';

/** Returns the version of the NATS server on the PATH, which differs much between distributions. */
export const readNatsVersion = (): Promise<string> =>
  runCommand('nats-server', ['--version'], { env: { PATH: process.env.PATH ?? '' } });

/** Starts a NATS server whose subscribers connect over WebSocket. The publisher connects over TCP. */
export const startNats: StartFanOut = async (t, size) => {
  const [port, socketPort, monitorPort] = [await findFreePort(), await findFreePort(), await findFreePort()];
  const pid = await startPeerServer(t, {
    name: 'nats-server',
    url: `http://127.0.0.1:${monitorPort}/healthz`,
    configName: 'nats.conf',
    formatConfig: () => `host: 127.0.0.1
port: ${port}
http: "127.0.0.1:${monitorPort}"
websocket { host: 127.0.0.1, port: ${socketPort}, no_tls: true }
`,
    formatArguments: (configPath) => ['-c', configPath],
  });
  const publisher = await connect({ servers: `127.0.0.1:${port}` });
  t.teardown(() => publisher.close());
  const broker = {
    name: 'nats-server',
    pid,
    subscribe: (room: string, onText: (text: string) => void) =>
      subscribeToText({
        url: `ws://127.0.0.1:${socketPort}`,
        greetings: ['CONNECT {"verbose":false}\r\n', `SUB ${room} 1\r\n`, 'PING\r\n'],
        confirms: (text) => text.startsWith('PONG'),
        answerPing: (text) => (text.startsWith('PING') ? 'PONG\r\n' : undefined),
        // One frame may contain several messages.
        onText: (text) => {
          for (const message of text.split('\r\nMSG ')) onText(message);
        },
      }),
    publish: async (room: string, event: unknown) => publisher.publish(room, JSON.stringify(event)),
  };
  return connectBroker(t, broker, size);
};
