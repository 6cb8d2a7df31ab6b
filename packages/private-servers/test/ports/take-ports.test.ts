import { once } from 'node:events';
import { createServer } from 'node:net';
import t, { type Test } from 'tap';
import { findFreePort, internalPorts, requirePorts, StartError } from '../../src/index.ts';

async function listen(t: Test): Promise<number> {
  const port = await findFreePort();
  const server = createServer().listen(port, '127.0.0.1');
  t.teardown(() => server.close());
  await once(server, 'listening');
  return port;
}

t.test('the error about a port in use names the process that uses it and suggests other ports', async (t) => {
  const port = await listen(t);
  const error = await requirePorts([port]).catch((error: unknown) => error);
  t.ok(error instanceof StartError);
  t.match(error, { message: `Port ${port} is taken by`, fix: `PORT=${port + 100} npm start` });
  t.match((error as Error).message, `(pid ${process.pid})`);
  await requirePorts([await findFreePort()]);
});

t.test('internal ports count up from the first and skip ports in use', async (t) => {
  const taken = await listen(t);
  const next = internalPorts(taken - 1);
  const [first, second] = [await next(), await next()];
  t.equal(first, taken - 1);
  t.not(second, taken);
});

t.test('findFreePort never returns the same port twice in a row', async (t) => {
  const ports = [await findFreePort(), await findFreePort(), await findFreePort()];
  t.equal(new Set(ports).size, 3);
});
