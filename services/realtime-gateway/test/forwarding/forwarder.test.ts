import { once } from 'node:events';
import { createServer, request } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import type { Duplex } from 'node:stream';
import { eventually } from '@kcs/testkit';
import t from 'tap';
import { Forwarder } from '../../src/forwarding/forwarder.ts';
import { FORWARDING_HEADER, isForwardedRequest } from '../../src/forwarding/forwarding-signature.ts';
import type { GatewayDirectory } from '../../src/forwarding/gateway-directory.ts';
import { HolderClient } from '../../src/forwarding/holder-client.ts';

const KEY = 'k'.repeat(32);
const SESSION = { gatewayName: 'holder', sessionId: 'session', path: '/socket.io/?sid=session' };

t.test('a gateway that forwards', async (t) => {
  const releases: boolean[] = [];
  const tunnels: Duplex[] = [];
  const holder = createServer((incoming, response) => {
    if (incoming.method !== 'DELETE') return;
    const signedRequest = { method: 'DELETE', path: incoming.url ?? '', sessionId: SESSION.sessionId };
    releases.push(isForwardedRequest(KEY, signedRequest, incoming.headers[FORWARDING_HEADER], Date.now()));
    response.writeHead(204).end();
  });
  holder.on('upgrade', (_, socket) => {
    socket.on('error', () => {});
    socket.write(
      'HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\nfirst',
    );
    tunnels.push(socket);
  });
  const client = new HolderClient({ key: KEY, now: Date.now });
  const address = { host: '127.0.0.1', port: 0 };
  const directory = { find: async () => address, forget: () => {} } as unknown as GatewayDirectory;
  const forwarder = new Forwarder({
    gatewayName: 'self',
    directory,
    client,
    maxForwarded: 1,
    maxBodyBytes: 100,
    onForwarded: () => {},
  });
  const front = createServer((incoming, response) => {
    void forwarder.forwardRequest(SESSION, incoming, response);
  });
  front.on('upgrade', (incoming, socket, head) => {
    void forwarder.forwardUpgrade(SESSION, incoming, socket, head);
  });
  for (const server of [holder, front]) await once(server.listen(0, '127.0.0.1'), 'listening');
  address.port = (holder.address() as AddressInfo).port;
  const { port } = front.address() as AddressInfo;
  t.teardown(() => {
    forwarder.stop();
    for (const tunnel of tunnels) tunnel.destroy();
    for (const server of [holder, front]) {
      server.close();
      server.closeAllConnections();
    }
  });

  t.test('refuses what exceeds its limit, releases a poll, and forgets an abandoned poll', async (t) => {
    const poll = request({ host: '127.0.0.1', port, agent: false });
    poll.on('error', () => {});
    poll.end();
    await eventually('the poll', () => forwarder.requestCount === 1);
    t.equal((await fetch(`http://127.0.0.1:${port}`)).status, 503);
    await eventually('a signed release', async () => {
      await forwarder.drain(0);
      return releases.includes(true);
    });
    t.notOk(releases.includes(false));
    poll.destroy();
    await eventually('the end', () => forwarder.requestCount === 0);
  });

  t.test(
    'tunnels carry first bytes and slow readers both ways, and are counted until their end',
    async (t) => {
      const socket = connect(port, '127.0.0.1');
      socket.on('error', () => {});
      socket.write('GET / HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\nhead');
      let receivedText = '';
      socket.on('data', (chunk) => {
        receivedText += chunk;
      });
      await eventually('the first bytes of the holder', () => receivedText.endsWith('\r\n\r\nfirst'));
      t.equal(forwarder.tunnelCount, 1);
      const tunnel = tunnels[0] as Duplex;
      t.equal(String((await once(tunnel, 'data'))[0]), 'head');
      socket.pause();
      tunnel.write(Buffer.alloc(30_000_000));
      await new Promise((resolve) => setTimeout(resolve, 200));
      t.ok(tunnel.writableLength > 0, 'the holder waits for the slow client');
      tunnel.pause();
      socket.write(Buffer.alloc(30_000_000));
      await new Promise((resolve) => setTimeout(resolve, 200));
      t.ok(socket.writableLength > 0, 'the client waits for the slow holder');
      releases.length = 0;
      await forwarder.drain(0);
      t.ok(releases.length > 0 && !releases.includes(false), 'the tunnel is released');
      socket.destroy();
      tunnel.destroy();
      await eventually('the end', () => forwarder.tunnelCount === 0);
      t.equal(forwarder.requestCount, 0);
    },
  );
});
