import { Counter, type Registry } from 'prom-client';

/** The servers whose connection errors are counted. */
type ServerName = 'nats' | 'redis' | 'postgres';

/**
 * Registers and returns a function that counts an error of a connection. The counter also shows outages that are shorter
 * than the interval at which Prometheus reads the metrics.
 */
export function createConnectionErrorCounter(
  registry: Registry,
  servers: readonly ServerName[],
): (server: ServerName) => void {
  const connectionErrorCounter = new Counter({
    name: 'kcs_connection_errors_total',
    help: 'Lost connections to a server and failed attempts to reconnect',
    labelNames: ['server'],
    registers: [registry],
  });
  for (const server of servers) connectionErrorCounter.inc({ server }, 0);
  return (server) => connectionErrorCounter.inc({ server });
}
