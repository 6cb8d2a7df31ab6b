import { once } from 'node:events';
import { createServer, type IncomingMessage, request } from 'node:http';
import { connect, createServer as createTcpServer, type Socket } from 'node:net';
import { eventually } from '@kcs/testkit';
import t, { type Test } from 'tap';
import { startForwardingFront } from '../support/forwarding-front.ts';

const SWITCHING_PROTOCOLS =
  'HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n';
const SHORT_TIMEOUTS = {
  connectMs: 1_000,
  idleMs: 150,
  pollMs: 100,
  postMs: 100,
  upgradeMs: 100,
  releaseMs: 100,
  stallMs: 150,
  silenceMs: 150,
  lingerMs: 100,
};
const OPTIONS = { timeouts: SHORT_TIMEOUTS };

t.test('every wait for a holder that does not answer ends', async (t) => {
  const frozenHolder = createTcpServer();
  const { forwarder, port, upgrade } = await startForwardingFront(t, frozenHolder, OPTIONS);
  const url = `http://127.0.0.1:${port}`;
  const startedAt = performance.now();
  t.equal((await fetch(url)).status, 503);
  t.equal((await fetch(url, { method: 'POST', body: '40' })).status, 503);
  t.match(String((await once(upgrade(), 'data'))[0]), /^HTTP\/1.1 503 /);
  t.equal(forwarder.requestCount, 0);
  t.ok(performance.now() - startedAt < 5_000);
});

t.test('a drain does not wait for each of many frozen holders in turn', async (t) => {
  const frozenHolder = createTcpServer();
  const { forwarder, port } = await startForwardingFront(t, frozenHolder, {
    timeouts: { ...SHORT_TIMEOUTS, pollMs: 60_000, releaseMs: 500 },
  });
  const polls = Array.from({ length: 40 }, () => fetch(`http://127.0.0.1:${port}`).catch(() => 'closed'));
  await eventually('the polls', () => forwarder.requestCount === polls.length);
  const startedAt = performance.now();
  await forwarder.drain(0);
  t.ok(performance.now() - startedAt < 5_000, 'twenty batches take as long as one');
  t.same([...new Set(await Promise.all(polls))], ['closed']);
  t.equal(forwarder.requestCount, 0);
});

t.test('a response that stalls is cut on both sides', async (t) => {
  let body: string | Buffer = 'the beginning';
  let holderSocket: Socket | undefined;
  const holder = createServer(({ socket }, response) => {
    holderSocket = socket;
    response.writeHead(200, { 'Content-Length': 50_000_000 }).write(body);
  });
  const { forwarder, port } = await startForwardingFront(t, holder, {
    timeouts: { ...SHORT_TIMEOUTS, connectMs: 10_000, pollMs: 10_000 },
  });
  for (const [name, sentBody] of [
    ['a holder that stops sending', 'the beginning'],
    ['a client that stops reading', Buffer.alloc(49_000_000)],
  ] as const) {
    body = sentBody;
    const poll = request({ host: '127.0.0.1', port, agent: false });
    poll.end();
    const [response] = (await once(poll, 'response')) as [IncomingMessage];
    response.on('error', () => {});
    await eventually(name, () => forwarder.requestCount === 0);
    await eventually('the end of the connection to the holder', () => holderSocket?.destroyed === true);
    response.resume();
    await eventually('the end of the response', () => response.closed);
    t.notOk(response.complete, name);
  }
});

t.test('after a response, unused connections on both sides are closed in time', async (t) => {
  const holder = createServer((_, response) => response.end('answer'));
  holder.keepAliveTimeout = 60_000;
  const { port, server } = await startForwardingFront(t, holder, OPTIONS);
  server.keepAliveTimeout = 150;
  const holderConnection = once(holder, 'connection');
  const clientConnection = once(server, 'connection');
  const client = connect(port, '127.0.0.1').resume();
  t.teardown(() => client.destroy());
  client.write('GET / HTTP/1.1\r\nHost: a\r\n\r\n');
  for (const [name, connection] of [
    ['the connection to the holder', holderConnection],
    ['the connection of the client', clientConnection],
  ] as const) {
    const [socket] = (await connection) as [Socket];
    await eventually(`the end of ${name}`, () => socket.destroyed, { timeoutMs: 5_000 });
    t.pass(name);
  }
});

t.test('tunnels end, and are counted until both sides are closed', async (t) => {
  /** Opens a tunnel of its own, with a limit for the time without data. */
  const openTunnel = async (t: Test, silenceMs: number) => {
    const holder = createServer();
    const upgraded = once(holder, 'upgrade');
    holder.on('upgrade', (_, socket) => {
      socket.on('error', () => {}).write(SWITCHING_PROTOCOLS);
    });
    const timeouts = { ...SHORT_TIMEOUTS, upgradeMs: 10_000, silenceMs };
    const { forwarder, upgrade } = await startForwardingFront(t, holder, { timeouts });
    const client = upgrade();
    await once(client, 'data');
    const [, tunnel] = (await upgraded) as [IncomingMessage, Socket];
    return { forwarder, client, tunnel };
  };

  t.test('a tunnel ends if nothing is sent', async (t) => {
    const { forwarder, client, tunnel } = await openTunnel(t, 150);
    tunnel.resume();
    await eventually('the end', () => forwarder.tunnelCount === 0);
    await eventually('both ends', () => client.destroyed && tunnel.readableEnded);
    t.equal(forwarder.requestCount, 0);
  });

  t.test('a tunnel ends if one side closes, after the other side has received the last data', async (t) => {
    const { forwarder, client, tunnel } = await openTunnel(t, 60_000);
    t.equal(forwarder.tunnelCount, 1);
    let received = 0;
    client.on('data', (chunk: Buffer) => {
      received += chunk.length;
    });
    tunnel.end(Buffer.alloc(1_000_000));
    await eventually('the end', () => forwarder.tunnelCount === 0);
    await eventually('the last data', () => client.destroyed);
    t.equal(received, 1_000_000);
  });

  t.test('a tunnel ends if the client is gone, even if the holder has stopped reading', async (t) => {
    const { forwarder, client } = await openTunnel(t, 60_000);
    client.write(Buffer.alloc(10_000_000));
    await eventually('a full tunnel', () => client.writableLength > 0);
    client.resetAndDestroy();
    await eventually('the end', () => forwarder.tunnelCount === 0);
    t.equal(forwarder.requestCount, 0);
  });
});
