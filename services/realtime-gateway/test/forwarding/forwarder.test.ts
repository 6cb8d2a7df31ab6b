import { once } from 'node:events';
import { createServer, request } from 'node:http';
import type { Duplex } from 'node:stream';
import { eventually } from '@kcs/testkit';
import t from 'tap';
import { FORWARDING_HEADER, isForwardedRequest } from '../../src/forwarding/forwarding-signature.ts';
import {
  FORWARDING_TEST_KEY,
  FORWARDING_TEST_SESSION,
  startForwardingFront,
} from '../support/forwarding-front.ts';

t.test('a gateway that forwards', async (t) => {
  const releases: boolean[] = [];
  const tunnels: Duplex[] = [];
  const holder = createServer((incoming, response) => {
    if (incoming.method !== 'DELETE') return;
    const { sessionId } = FORWARDING_TEST_SESSION;
    const signedRequest = { method: 'DELETE', path: incoming.url ?? '', sessionId };
    const header = incoming.headers[FORWARDING_HEADER];
    releases.push(isForwardedRequest(FORWARDING_TEST_KEY, signedRequest, header, Date.now()));
    response.writeHead(204).end();
  });
  holder.on('upgrade', (_, socket) => {
    socket.on('error', () => {});
    socket.write(
      'HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\nfirst',
    );
    tunnels.push(socket);
  });
  const { forwarder, port, upgrade } = await startForwardingFront(t, holder, { maxForwarded: 1 });

  t.test(
    'tunnels carry first bytes and slow readers both ways, and are counted until their end',
    async (t) => {
      const socket = upgrade('head');
      let receivedText = '';
      socket.on('data', (chunk) => {
        receivedText += chunk;
      });
      await eventually('the first bytes of the holder', () => receivedText.endsWith('\r\n\r\nfirst'));
      t.equal(forwarder.tunnelCount, 1);
      t.equal(forwarder.requestCount, 0);
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
      socket.destroy();
      tunnel.destroy();
      await eventually('the end', () => forwarder.tunnelCount === 0);
      t.equal(forwarder.requestCount, 0);
    },
  );

  t.test('refuses what exceeds its limit, and forgets an abandoned poll', async (t) => {
    const foreignHeaders = { [FORWARDING_HEADER]: 'forged', 'x-forwarded-for': '10.0.0.1', cookie: 'a=b' };
    const poll = request({ host: '127.0.0.1', port, agent: false, headers: foreignHeaders });
    poll.on('error', () => {});
    poll.end();
    const [forwardedPoll] = await once(holder, 'request');
    t.equal(forwarder.requestCount, 1);
    const {
      [FORWARDING_HEADER]: signature,
      host: _host,
      connection: _connection,
      ...others
    } = forwardedPoll.headers;
    t.not(signature, 'forged');
    t.same(others, {}, 'no header of the client is passed on');
    t.equal((await fetch(`http://127.0.0.1:${port}`)).status, 503);
    poll.destroy();
    await new Promise((resolve) => forwardedPoll.once('close', resolve));
    await eventually('the end', () => forwarder.requestCount === 0);
  });

  t.test('releases a poll and a tunnel when it stops, and then refuses others', async (t) => {
    const socket = upgrade();
    await eventually('the tunnel', () => forwarder.tunnelCount === 1);
    await forwarder.drain(0);
    t.ok(releases.length > 0 && !releases.includes(false), 'the tunnel is released with a signed request');
    socket.destroy();
    await eventually('the end', () => forwarder.tunnelCount === 0);
    t.equal((await fetch(`http://127.0.0.1:${port}`)).status, 503);
    t.match(String((await once(upgrade(), 'data'))[0]), /^HTTP\/1.1 503 /);
    const post = request({ host: '127.0.0.1', port, agent: false, method: 'POST' });
    post.on('error', () => {});
    post.end('40');
    const [forwardedPost] = await once(holder, 'request');
    t.equal(forwardedPost.method, 'POST', 'a request with data, which no balancer may repeat, is passed on');
    post.destroy();
    await eventually('the end of the request with data', () => forwarder.requestCount === 0);
  });
});
