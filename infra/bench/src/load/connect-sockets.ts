import { runInFlight } from './in-flight.ts';

const CONCURRENT_HANDSHAKES = 8;

/** Connects `count` sockets, a few at the same time. `connect` receives the number of the socket, counted from 0. */
export const connectSockets = (count: number, connect: (n: number) => Promise<unknown>): Promise<void> =>
  runInFlight(count, CONCURRENT_HANDSHAKES, (n) => connect(n - 1));
