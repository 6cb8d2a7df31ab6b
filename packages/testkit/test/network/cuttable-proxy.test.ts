import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import t from 'tap';
import { CuttableProxy, eventually } from '../../src/index.ts';

t.test('a proxy forwards data, can be stalled or cut, and then forwards data again', async (t) => {
  const echo = createServer((socket) => socket.pipe(socket).on('error', () => undefined)).listen(
    0,
    '127.0.0.1',
  );
  await once(echo, 'listening');
  const target = `redis://u:p@127.0.0.1:${(echo.address() as AddressInfo).port}`;
  const proxy = await CuttableProxy.start(target);
  t.teardown(async () => {
    await proxy.stop();
    echo.close();
  });
  t.equal(proxy.through(target), `redis://u:p@127.0.0.1:${proxy.port}`);

  const openConnection = async (): Promise<{ socket: Socket; text: () => string; closed: () => boolean }> => {
    const socket = connect(proxy.port, '127.0.0.1').on('error', () => undefined);
    await once(socket, 'connect');
    let text = '';
    socket.on('data', (chunk) => {
      text += chunk;
    });
    return { socket, text: () => text, closed: () => socket.destroyed };
  };
  const firstConnection = await openConnection();
  firstConnection.socket.write('a');
  await eventually('the echo', () => firstConnection.text() === 'a');

  proxy.stall();
  firstConnection.socket.write('b');
  const during = await openConnection();
  during.socket.write('x');
  await new Promise((resolve) => setTimeout(resolve, 50));
  t.equal(firstConnection.text() + during.text(), 'a', 'nothing passes while it is stalled');
  t.notOk(firstConnection.closed() || during.closed(), 'and no connection is closed');
  proxy.mend();
  await eventually(
    'the data that was held back',
    () => firstConnection.text() === 'ab' && during.text() === 'x',
  );

  proxy.cut();
  await eventually('both connections are closed', () => firstConnection.closed() && during.closed());
  const refused = connect(proxy.port, '127.0.0.1').on('error', () => undefined);
  await eventually('a new connection is refused', () => refused.destroyed);
  proxy.mend();
  const reopened = await openConnection();
  reopened.socket.write('c');
  await eventually('the echo is back', () => reopened.text() === 'c');
});
