import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Server } from 'socket.io';
import t, { type Test } from 'tap';
import type { LinkOpener } from '../../src/realtime/link.ts';
import { createLinkOpener } from '../../src/realtime/socket-link.ts';
import { stayConnected } from '../../src/realtime/stay-connected.ts';
import { Stop } from '../../src/time/stop.ts';
import { systemTime } from '../../src/time/time.ts';

/** The time limit for a connection. It is shorter than in production, but long enough for a busy machine. */
const CONNECT_TIMEOUT_MS = 1_500;

/** Starts a Socket.IO server that accepts every client and records the transports that clients use. */
async function startSocketServer(t: Test) {
  const httpServer = createServer();
  const socketServer = new Server(httpServer);
  const usedTransports: string[] = [];
  socketServer.on('connection', ({ conn }) => usedTransports.push(conn.transport.name));
  httpServer.listen(0, '127.0.0.1');
  await once(httpServer, 'listening');
  t.teardown(() => socketServer.close());
  return {
    http: httpServer,
    server: socketServer,
    transports: usedTransports,
    url: `http://127.0.0.1:${(httpServer.address() as AddressInfo).port}`,
  };
}

const doNothing = () => undefined;
const openLinkWithToken = (openLink: LinkOpener) => openLink('token', doNothing, new Stop());

t.test('a client that is stopped while waiting for a token does not connect', async (t) => {
  const { transports, url } = await startSocketServer(t);
  const openLink = createLinkOpener(url, ['websocket']);
  const connectionStop = new Stop();
  let resolveToken: (token: string) => void = doNothing;
  const tokenPromise = new Promise<string>((resolve) => {
    resolveToken = resolve;
  });
  const openErrorPromise = new Promise((resolve) => {
    const openLinkAndReportFailure: typeof openLink = (...args) => {
      const linkPromise = openLink(...args);
      linkPromise.catch(resolve);
      return linkPromise;
    };
    stayConnected(
      {
        openLink: openLinkAndReportFailure,
        tokens: { token: () => tokenPromise, renew: () => tokenPromise },
        time: systemTime,
        stopped: connectionStop,
      },
      { onEvent: doNothing, onConnected: doNothing, onDisconnected: doNothing, onEnded: doNothing },
    );
  });
  connectionStop.stop();
  resolveToken('token');
  t.match(await openErrorPromise, { code: 'UNREACHABLE' });
  const link = await openLinkWithToken(openLink);
  t.same(transports, ['websocket'], 'only the later client');
  link.close();
});

t.test(
  "any error code from the server's middleware means that the token was refused, even an unknown code",
  async (t) => {
    const { server, url } = await startSocketServer(t);
    const refusalCodes = ['UNAUTHENTICATED', 'NEWER_THAN_US'];
    server.use((_socket, next) => {
      next(Object.assign(new Error('No entry.'), { data: { code: refusalCodes.shift() } }));
    });
    const openLink = createLinkOpener(url, ['websocket']);
    for (let n = 0; n < 2; n += 1) {
      await t.rejects(openLinkWithToken(openLink), { code: 'UNAUTHENTICATED', message: 'No entry.' });
    }
  },
);

t.test(
  'polling is tried first after a WebSocket connection hangs, and WebSocket again after an upgrade succeeds',
  async (t) => {
    const { http, server, transports, url } = await startSocketServer(t);
    const [upgrade] = http.listeners('upgrade') as (() => void)[];
    http.removeAllListeners('upgrade').on('upgrade', (_request, socket) => {
      socket.on('error', doNothing).on('end', () => socket.destroy());
      socket.resume();
    });
    const openLink = createLinkOpener(url, ['websocket', 'polling'], CONNECT_TIMEOUT_MS);
    await t.rejects(openLinkWithToken(openLink), { code: 'UNREACHABLE' });
    const firstLink = await openLinkWithToken(openLink);
    firstLink.close();
    await firstLink.closed;

    http.removeAllListeners('upgrade').on('upgrade', upgrade ?? doNothing);
    const transportUpgradePromise = once(server, 'connection').then(([{ conn }]) => once(conn, 'upgrade'));
    const secondLink = await openLinkWithToken(openLink);
    await transportUpgradePromise;
    secondLink.close();
    const thirdLink = await openLinkWithToken(openLink);
    thirdLink.close();
    t.same(transports, ['polling', 'polling', 'websocket']);
  },
);
