import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import type { Test } from 'tap';

/**
 * Starts a server without encryption that records what clients send. The server stops at the end of the test. `greet`
 * is called for each connection.
 */
export async function startPlainServer(
  t: Test,
  greet: (socket: Socket) => void = () => undefined,
): Promise<{ host: string; received: () => string; connected: () => number }> {
  let receivedText = '';
  let connectionCount = 0;
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    connectionCount += 1;
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.on('data', (chunk) => {
      receivedText += chunk.toString('latin1');
    });
    greet(socket);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.teardown(() => {
    server.close();
    for (const socket of sockets) socket.destroy();
  });
  return {
    host: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    received: () => receivedText,
    connected: () => connectionCount,
  };
}
