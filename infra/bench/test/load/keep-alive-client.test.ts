import { createServer } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import t from 'tap';
import { KeepAliveClient } from '../../src/load/keep-alive-client.ts';

t.test('a request is sent again if the server has closed the idle connection', async (t) => {
  const sockets: Socket[] = [];
  const server = createServer((request, response) => {
    request.resume();
    // The server closes the connection when it receives the second request, as after a keep-alive timeout.
    if (request.socket === sockets[0] && requestCount++ > 0) request.socket.resetAndDestroy();
    else request.on('end', () => response.end('ok'));
  }).on('connection', (socket) => void sockets.push(socket));
  let requestCount = 0;
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const client = new KeepAliveClient(1);
  t.teardown(() => {
    client.close();
    server.close();
  });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  for (let n = 0; n < 2; n++) t.same(await client.post(url, '', {}), { status: 200, body: 'ok' });
  t.equal(sockets.length, 2);
});
