import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type IncomingMessage, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import t from 'tap';
import { findNginxPath, startNginx } from '../../src/index.ts';

const skip = findNginxPath() ? false : 'nginx is not installed. Run: apt-get install nginx';

t.test('nginx with the recipe in infra/nginx', { skip }, async (t) => {
  const attempts: { gateway: number; method: string | undefined; headers: IncomingHttpHeaders }[] = [];
  let statuses = [503, 200];
  const gateways = [0, 1].map((gateway) => {
    const server = createServer((incoming, response) => {
      attempts.push({ gateway, method: incoming.method, headers: incoming.headers });
      incoming.resume();
      response.writeHead(statuses[attempts.length - 1] ?? 200).end('answer');
    });
    server.on('upgrade', (incoming, socket) => {
      socket.on('error', () => {});
      attempts.push({ gateway, method: 'upgrade', headers: incoming.headers });
      if (attempts.length === 1) socket.end('HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\n\r\n');
      else
        socket.write('HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n');
      t.teardown(() => socket.destroy());
    });
    return server;
  });
  for (const gateway of gateways) await once(gateway.listen(0, '127.0.0.1'), 'listening');
  const addresses = gateways.map((gateway) => `127.0.0.1:${(gateway.address() as AddressInfo).port}`);
  const nginx = await startNginx({ chatApis: addresses, gateways: addresses });
  t.teardown(async () => {
    await nginx.stop();
    for (const gateway of gateways) {
      gateway.close();
      gateway.closeAllConnections();
    }
  });
  const url = `${nginx.url}/socket.io/`;
  t.beforeEach(() => {
    attempts.length = 0;
    statuses = [503, 200];
  });

  t.test('repeats a poll on the next gateway, and removes headers that only we may set', async (t) => {
    const response = await fetch(url, {
      headers: { 'x-kcs-forwarded': 'forged', 'x-forwarded-for': '10.0.0.1', 'x-real-ip': '10.0.0.1' },
    });
    t.equal(response.status, 200);
    t.not(attempts[0]?.gateway, attempts[1]?.gateway);
    for (const { headers } of attempts) {
      t.equal(headers.host, new URL(url).host);
      t.equal(headers['x-forwarded-for'], '127.0.0.1');
      t.notOk('x-kcs-forwarded' in headers || 'x-real-ip' in headers);
    }
  });

  t.test('repeats an upgrade on the next gateway', async (t) => {
    const upgrade = request(url, { headers: { connection: 'Upgrade', upgrade: 'websocket' } });
    upgrade.end();
    const [response, socket] = await once(upgrade, 'upgrade');
    t.equal((response as IncomingMessage).statusCode, 101);
    t.not(attempts[0]?.gateway, attempts[1]?.gateway);
    socket.destroy();
  });

  t.test('never repeats a request with data that it has sent', async (t) => {
    const response = await fetch(url, { method: 'POST', body: '40' });
    t.equal(response.status, 503);
    t.equal(attempts.length, 1);
  });

  t.test('after many refusals by all gateways, it still asks them', async (t) => {
    statuses = Array.from({ length: 8 }, () => 503);
    for (let n = 0; n < 4; n += 1) t.equal((await fetch(url)).status, 503);
    t.equal((await fetch(url)).status, 200);
  });
});
