import { once } from 'node:events';
import { createServer, type Server as HttpServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Socket as Served, Server } from 'socket.io';
import t, { type Test } from 'tap';
import type { Link } from '../../src/realtime/link.ts';
import { socketLinks } from '../../src/realtime/open-socket.ts';
import { stayConnected } from '../../src/realtime/stay-connected.ts';
import { Stop } from '../../src/time/stop.ts';
import { realTime } from '../../src/time/time.ts';

/** A Socket.IO server that lets everybody in, and the transports by which they came. */
async function serve(t: Test) {
  const http = createServer();
  const server = new Server(http);
  const cameBy: string[] = [];
  server.on('connection', ({ conn }) => cameBy.push(conn.transport.name));
  http.listen(0, '127.0.0.1');
  await once(http, 'listening');
  t.teardown(() => server.close());
  return { http, server, cameBy, url: `http://127.0.0.1:${(http.address() as AddressInfo).port}` };
}

const nothing = () => undefined;

t.test('a client that is stopped while it gets a token does not connect any more', async (t) => {
  const { cameBy, url } = await serve(t);
  const openLink = socketLinks(url, ['websocket']);
  const stopped = new Stop();
  let give: (token: string) => void = nothing;
  const token = new Promise<string>((resolve) => {
    give = resolve;
  });
  const attempt = new Promise<void>((resolve) => {
    const attempted: typeof openLink = (...args) => openLink(...args).finally(resolve);
    stayConnected(
      { openLink: attempted, tokens: { token: () => token, renewed: () => token }, time: realTime, stopped },
      { hear: nothing, onUp: nothing, onDown: nothing, onEnded: nothing },
    );
  });
  stopped.stop();
  give('token');
  await attempt;
  const link = await openLink('another', nothing, new Stop());
  t.same(cameBy, ['websocket'], 'only who came after');
  link.close();
});
