import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import type { Test } from 'tap';

/**
 * Starts a server without encryption that records what clients send. The server stops at the end of the test. `greet`
 * is called for each connection.
 */
export async function startTcpServer(
  t: Test,
  greet: (socket: Socket) => void = () => undefined,
): Promise<{ host: string; received: () => string; connected: () => number }> {
  let receivedText = '';
  let connectionCount = 0;
  const openSockets = new Set<Socket>();
  const tcpServer = createServer((socket) => {
    connectionCount += 1;
    openSockets.add(socket);
    socket.on('error', () => undefined);
    socket.on('data', (chunk) => {
      receivedText += chunk.toString('latin1');
    });
    greet(socket);
  });
  tcpServer.listen(0, '127.0.0.1');
  await once(tcpServer, 'listening');
  t.teardown(() => {
    tcpServer.close();
    for (const socket of openSockets) socket.destroy();
  });
  return {
    host: `127.0.0.1:${(tcpServer.address() as AddressInfo).port}`,
    received: () => receivedText,
    connected: () => connectionCount,
  };
}
