import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Server } from 'socket.io';
import t, { type Test } from 'tap';
import type { OpenLink } from '../../src/realtime/link.ts';
import { createLinkOpener } from '../../src/realtime/socket-link.ts';
import { stayConnected } from '../../src/realtime/stay-connected.ts';
import { Stop } from '../../src/time/stop.ts';
import { realTime } from '../../src/time/time.ts';

/** The time limit for a connection. It is shorter than in production, but long enough for a busy machine. */
const CONNECT_TIMEOUT_MS = 1_500;

/** Starts a Socket.IO server that accepts every client and records the transports that clients use. */
async function serve(t: Test) {
  const http = createServer();
  const server = new Server(http);
  const transports: string[] = [];
  server.on('connection', ({ conn }) => transports.push(conn.transport.name));
  http.listen(0, '127.0.0.1');
  await once(http, 'listening');
  t.teardown(() => server.close());
  return { http, server, transports, url: `http://127.0.0.1:${(http.address() as AddressInfo).port}` };
}

const nothing = () => undefined;
const open = (openLink: OpenLink) => openLink('token', nothing, new Stop());

t.test('a client that is stopped while it waits for a token does not connect', async (t) => {
  const { transports, url } = await serve(t);
  const openLink = createLinkOpener(url, ['websocket']);
  const stopped = new Stop();
  let giveToken: (token: string) => void = nothing;
  const token = new Promise<string>((resolve) => {
    giveToken = resolve;
  });
  const refused = new Promise((resolve) => {
    const attempted: typeof openLink = (...args) => {
      const opened = openLink(...args);
      opened.catch(resolve);
      return opened;
    };
    stayConnected(
      { openLink: attempted, tokens: { token: () => token, renew: () => token }, time: realTime, stopped },
      { onEvent: nothing, onConnected: nothing, onDisconnected: nothing, onEnded: nothing },
    );
  });
  stopped.stop();
  giveToken('token');
  t.match(await refused, { code: 'UNREACHABLE' });
  const link = await open(openLink);
  t.same(transports, ['websocket'], 'only the later client');
  link.close();
});

t.test(
  "any error code from the server's middleware means that the token was refused, even an unknown code",
  async (t) => {
    const { server, url } = await serve(t);
    const codes = ['UNAUTHENTICATED', 'NEWER_THAN_US'];
    server.use((_socket, next) => {
      next(Object.assign(new Error('No entry.'), { data: { code: codes.shift() } }));
    });
    const openLink = createLinkOpener(url, ['websocket']);
    for (let n = 0; n < 2; n += 1) {
      await t.rejects(open(openLink), { code: 'UNAUTHENTICATED', message: 'No entry.' });
    }
  },
);

t.test(
  'polling is tried first while WebSocket upgrades hang, and WebSocket again once they work',
  async (t) => {
    const { http, server, transports, url } = await serve(t);
    const [upgrade] = http.listeners('upgrade') as (() => void)[];
    http.removeAllListeners('upgrade').on('upgrade', (_request, socket) => {
      socket.on('error', nothing).on('end', () => socket.destroy());
      socket.resume();
    });
    const openLink = createLinkOpener(url, ['websocket', 'polling'], CONNECT_TIMEOUT_MS);
    await t.rejects(open(openLink), { code: 'UNREACHABLE' });
    const first = await open(openLink);
    first.close();
    await first.closed;

    http.removeAllListeners('upgrade').on('upgrade', upgrade ?? nothing);
    const upgraded = once(server, 'connection').then(([{ conn }]) => once(conn, 'upgrade'));
    const second = await open(openLink);
    await upgraded;
    second.close();
    const third = await open(openLink);
    third.close();
    t.same(transports, ['polling', 'polling', 'websocket']);
  },
);
