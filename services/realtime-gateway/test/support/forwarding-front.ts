import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { type AddressInfo, connect, type Server as NetServer, type Socket } from 'node:net';
import type { Test } from 'tap';
import { Forwarder } from '../../src/forwarding/forwarder.ts';
import { FORWARDING_TIMEOUTS, type ForwardingTimeouts } from '../../src/forwarding/forwarding-timeouts.ts';
import type { GatewayDirectory } from '../../src/forwarding/gateway-directory.ts';
import { HolderClient } from '../../src/forwarding/holder-client.ts';

interface ForwardingFront {
  readonly forwarder: Forwarder;
  readonly server: Server;
  readonly port: number;
  /** Opens a connection and requests an upgrade. */
  upgrade(firstBytes?: string): Socket;
}

interface ForwardingFrontOptions {
  readonly maxForwarded?: number;
  readonly timeouts?: Partial<ForwardingTimeouts>;
}

export const FORWARDING_TEST_KEY = 'k'.repeat(32);
export const FORWARDING_TEST_SESSION = {
  gatewayName: 'holder',
  sessionId: 'session',
  path: '/socket.io/?sid=session',
};

/** Starts a server that forwards every request and upgrade to `holder`, which this function makes listen. */
export async function startForwardingFront(
  t: Test,
  holder: NetServer,
  { maxForwarded = 100, timeouts = {} }: ForwardingFrontOptions = {},
): Promise<ForwardingFront> {
  const allTimeouts = { ...FORWARDING_TIMEOUTS, ...timeouts };
  const server = createServer();
  for (const listener of [holder, server]) await once(listener.listen(0, '127.0.0.1'), 'listening');
  const address = { host: '127.0.0.1', port: (holder.address() as AddressInfo).port };
  const forwarder = new Forwarder({
    gatewayName: 'self',
    directory: { find: async () => address, forget: () => {} } as unknown as GatewayDirectory,
    client: new HolderClient({ key: FORWARDING_TEST_KEY, now: Date.now, timeouts: allTimeouts }),
    maxForwarded,
    maxBodyBytes: 100,
    timeouts: allTimeouts,
    onForwarded: () => {},
  });
  server.on('request', (incoming, response) => {
    void forwarder.forwardRequest(FORWARDING_TEST_SESSION, incoming, response);
  });
  server.on('upgrade', (incoming, socket, head) => {
    void forwarder.forwardUpgrade(FORWARDING_TEST_SESSION, incoming, socket, head);
  });
  const holderSockets = new Set<Socket>();
  holder.on('connection', (socket) => holderSockets.add(socket));
  const { port } = server.address() as AddressInfo;
  t.teardown(() => {
    forwarder.stop();
    for (const socket of holderSockets) socket.destroy();
    holder.close();
    server.close();
    server.closeAllConnections();
  });
  return {
    forwarder,
    server,
    port,
    upgrade: (firstBytes = '') => {
      const socket = connect(port, '127.0.0.1');
      socket.on('error', () => {});
      socket.write(
        `GET / HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n${firstBytes}`,
      );
      t.teardown(() => socket.destroy());
      return socket;
    },
  };
}
