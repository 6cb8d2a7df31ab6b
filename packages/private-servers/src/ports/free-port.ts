import { createServer } from 'node:net';

// The first port that we use. Our ports are below the range from which the kernel chooses ports for outgoing
// connections, so that an outgoing connection never takes one.
const FIRST_USABLE_PORT = 15_000;
const USABLE_PORT_COUNT = 17_000;
/**
 * The distance between the first ports that two processes try, unless `KCS_TEST_FIRST_PORT` is set. A chosen port stays
 * unused until a server listens on it, so parallel processes must try different ports. When the ports were random, some
 * test runs collided.
 */
const PORT_DISTANCE_BETWEEN_PROCESSES = 251;
// The test runner gives parallel processes ranges of their own, because the ids of two processes may differ by a number
// that puts their ports next to each other.
const firstPort = Number(process.env.KCS_TEST_FIRST_PORT) || process.pid * PORT_DISTANCE_BETWEEN_PROCESSES;
let nextPortOffset = firstPort % USABLE_PORT_COUNT;

/** Returns a port on which nothing listens. Repeats a port only after all other ports have been returned. */
export async function findFreePort(): Promise<number> {
  for (;;) {
    const port = FIRST_USABLE_PORT + nextPortOffset;
    nextPortOffset = (nextPortOffset + 1) % USABLE_PORT_COUNT;
    if (await isPortFree(port)) return port;
  }
}

/** Returns whether a server could listen on this port now, on loopback and on every address. */
export async function isPortFree(port: number): Promise<boolean> {
  return (await canListenOnPort(port, '127.0.0.1')) && (await canListenOnPort(port));
}

function canListenOnPort(port: number, host?: string): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen({ port, ...(host ? { host } : {}), exclusive: true }, () =>
      server.close(() => resolve(true)),
    );
  });
}
