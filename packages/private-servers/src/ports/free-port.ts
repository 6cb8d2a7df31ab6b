import { createServer } from 'node:net';

// Below the range from which the kernel takes ports for outgoing connections, so that no such connection takes one
// first.
const FIRST = 15_000;
const COUNT = 17_000;
/**
 * Processes that run side by side start this far apart, so that none takes a port that another one has chosen but
 * does not listen on yet. Random ports made some test runs collide.
 */
const STRIDE = 251;
let next = (process.pid * STRIDE) % COUNT;

/** Returns a port on which nothing listens. A port is returned a second time only after all others. */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = FIRST + next;
    next = (next + 1) % COUNT;
    if (await isPortFree(port)) return port;
  }
}

/** Returns whether a server could listen on this port now, on loopback and on every address. */
export async function isPortFree(port: number): Promise<boolean> {
  return (await canListen(port, '127.0.0.1')) && (await canListen(port));
}

function canListen(port: number, host?: string): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen({ port, ...(host ? { host } : {}), exclusive: true }, () =>
      server.close(() => resolve(true)),
    );
  });
}
