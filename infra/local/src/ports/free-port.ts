import { createServer } from 'node:net';

// Below the range from which the kernel takes ports for outgoing connections: one of those cannot slip in between.
const FIRST = 15_000;
const COUNT = 17_000;
const given = new Set<number>();

/** A port nobody listens on, chosen at random so that test processes side by side rarely want the same; given once. */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = FIRST + Math.floor(Math.random() * COUNT);
    if (given.has(port)) continue;
    if (await isPortFree(port)) {
      given.add(port);
      return port;
    }
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
