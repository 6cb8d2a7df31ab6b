import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import t from 'tap';
import { CuttableProxy, eventually } from '../../src/index.ts';

t.test('a proxy forwards data, can be stalled or cut, and recovers', async (t) => {
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

  const open = async (): Promise<{ socket: Socket; text: () => string; closed: () => boolean }> => {
    const socket = connect(proxy.port, '127.0.0.1').on('error', () => undefined);
    await once(socket, 'connect');
    let text = '';
    socket.on('data', (chunk) => {
      text += chunk;
    });
    return { socket, text: () => text, closed: () => socket.destroyed };
  };
  const one = await open();
  one.socket.write('a');
  await eventually('the echo', () => one.text() === 'a');

  proxy.stall();
  one.socket.write('b');
  const during = await open();
  during.socket.write('x');
  await new Promise((resolve) => setTimeout(resolve, 50));
  t.equal(one.text() + during.text(), 'a', 'nothing passes while it is stalled');
  t.notOk(one.closed() || during.closed(), 'and no connection is closed');
  proxy.mend();
  await eventually('the data that was held back', () => one.text() === 'ab' && during.text() === 'x');

  proxy.cut();
  await eventually('both connections are closed', () => one.closed() && during.closed());
  const refused = connect(proxy.port, '127.0.0.1').on('error', () => undefined);
  await eventually('a new connection is refused', () => refused.destroyed);
  proxy.mend();
  const again = await open();
  again.socket.write('c');
  await eventually('the echo is back', () => again.text() === 'c');
});
