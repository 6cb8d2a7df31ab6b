import { once } from 'node:events';
import { createServer } from 'node:net';
import t, { type Test } from 'tap';
import { assertPortsFree, createInternalPortChooser, findFreePort, StartError } from '../../src/index.ts';

async function listenOnFreePort(t: Test): Promise<number> {
  const port = await findFreePort();
  const server = createServer().listen(port, '127.0.0.1');
  t.teardown(() => server.close());
  await once(server, 'listening');
  return port;
}

t.test('the error about a port in use names the process that uses it and suggests other ports', async (t) => {
  const takenPort = await listenOnFreePort(t);
  const error = await assertPortsFree([takenPort]).catch((error: unknown) => error);
  t.ok(error instanceof StartError);
  t.match(error, { message: `Port ${takenPort} is taken by`, fix: `PORT=${takenPort + 100} npm start` });
  t.match((error as Error).message, `(pid ${process.pid})`);
  await assertPortsFree([await findFreePort()]);
});

t.test('internal ports count up from the first and skip ports in use', async (t) => {
  const takenPort = await listenOnFreePort(t);
  const choosePort = createInternalPortChooser(takenPort - 1);
  const [first, second] = [await choosePort(), await choosePort()];
  t.equal(first, takenPort - 1);
  t.not(second, takenPort);
});

t.test('findFreePort never returns the same port twice in a row', async (t) => {
  const freePorts = [await findFreePort(), await findFreePort(), await findFreePort()];
  t.equal(new Set(freePorts).size, 3);
});
