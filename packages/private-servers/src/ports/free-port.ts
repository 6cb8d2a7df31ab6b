import { createServer } from 'node:net';

// Our ports are below the range from which the kernel chooses ports for outgoing connections, so that no outgoing
// connection uses one of them.
const FIRST = 15_000;
const COUNT = 17_000;
/**
 * The distance between the first ports of two processes. A chosen port is not in use until a server listens on it, so
 * processes that run side by side must choose from different ports. Random ports made some test runs collide.
 */
const STRIDE = 251;
let next = (process.pid * STRIDE) % COUNT;

/** Returns a port on which nothing listens. Returns a port again only after all other ports. */
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
