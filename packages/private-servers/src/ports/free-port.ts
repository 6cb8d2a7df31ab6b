import { createServer } from 'node:net';

// Below the range from which the kernel takes ports for outgoing connections: one of those cannot slip in between.
const FIRST = 15_000;
const COUNT = 17_000;
/**
 * Processes side by side begin this far apart, so that none takes what another has chosen and does not listen on yet:
 * chosen at random, one test run in some collided.
 */
const STRIDE = 251;
let next = (process.pid * STRIDE) % COUNT;

/** A port nobody listens on; not given again before all others were. */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = FIRST + next;
    next = (next + 1) % COUNT;
    if (await isPortFree(port)) return port;
  }
}

/** Whether a server could listen on it now, on loopback and on every address. */
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
