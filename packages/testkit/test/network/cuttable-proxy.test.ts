import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import t from 'tap';
import { CuttableProxy, eventually } from '../../src/index.ts';

t.test('a proxy forwards data, can be stalled or cut, and then forwards data again', async (t) => {
  const echoServer = createServer((socket) => socket.pipe(socket).on('error', () => undefined)).listen(
    0,
    '127.0.0.1',
  );
  await once(echoServer, 'listening');
  const echoUrl = `redis://u:p@127.0.0.1:${(echoServer.address() as AddressInfo).port}`;
  const proxy = await CuttableProxy.start(echoUrl);
  t.teardown(async () => {
    await proxy.stop();
    echoServer.close();
  });
  t.equal(proxy.through(echoUrl), `redis://u:p@127.0.0.1:${proxy.port}`);

  const openConnection = async (): Promise<{ socket: Socket; text: () => string; closed: () => boolean }> => {
    const socket = connect(proxy.port, '127.0.0.1').on('error', () => undefined);
    await once(socket, 'connect');
    let receivedText = '';
    socket.on('data', (chunk) => {
      receivedText += chunk;
    });
    return { socket, text: () => receivedText, closed: () => socket.destroyed };
  };
  const firstConnection = await openConnection();
  firstConnection.socket.write('a');
  await eventually('the echo', () => firstConnection.text() === 'a');

  proxy.stall();
  firstConnection.socket.write('b');
  const stalledConnection = await openConnection();
  stalledConnection.socket.write('x');
  await new Promise((resolve) => setTimeout(resolve, 50));
  t.equal(firstConnection.text() + stalledConnection.text(), 'a', 'nothing passes while it is stalled');
  t.notOk(firstConnection.closed() || stalledConnection.closed(), 'and no connection is closed');
  proxy.mend();
  await eventually(
    'the data that was held back',
    () => firstConnection.text() === 'ab' && stalledConnection.text() === 'x',
  );

  proxy.cut();
  await eventually(
    'both connections are closed',
    () => firstConnection.closed() && stalledConnection.closed(),
  );
  const refusedSocket = connect(proxy.port, '127.0.0.1').on('error', () => undefined);
  await eventually('a new connection is refused', () => refusedSocket.destroyed);
  proxy.mend();
  const laterConnection = await openConnection();
  laterConnection.socket.write('c');
  await eventually('the echo is back', () => laterConnection.text() === 'c');
});
