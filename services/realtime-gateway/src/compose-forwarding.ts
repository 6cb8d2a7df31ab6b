import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { Forwarder } from './forwarding/forwarder.ts';
import { createForwardingServer } from './forwarding/forwarding-server.ts';
import { FORWARDING_TIMEOUTS } from './forwarding/forwarding-timeouts.ts';
import { chooseForwardingHost } from './forwarding/gateway-address.ts';
import { GatewayDirectory } from './forwarding/gateway-directory.ts';
import { HolderClient } from './forwarding/holder-client.ts';
import type { GatewayContext } from './gateway-context.ts';
import { drainSocket } from './sockets/drain.ts';
import type { SocketRegistry } from './sockets/socket-registry.ts';
import { ENGINE_PACKET_SIZE_FACTOR } from './transport/tolerant-parser.ts';

type ForwardingServerParts = Pick<Parameters<typeof createForwardingServer>[0], 'engine' | 'polls'>;

/** Passes requests on to the other gateways, and receives the requests that they pass on. */
export interface Forwarding {
  readonly forwarder: Forwarder;
  /** Creates the server for requests from other gateways. Must be called once, before `open`. */
  attach(parts: ForwardingServerParts & { readonly registry: SocketRegistry }): void;
  /** Starts the server, and announces its address to the other gateways. */
  open(): Promise<void>;
  drain(overMs: number): Promise<void>;
  stop(): Promise<void>;
}

/** Returns the parts that forward requests; undefined if no `FORWARDING_KEY` is configured. */
export function composeForwarding(context: GatewayContext, gatewayName: string): Forwarding | undefined {
  const { config, path, clock, logger, metrics } = context;
  const { FORWARDING_KEY: key, LISTEN_HOST: listenHost } = config;
  if (key === undefined) return undefined;
  const directory = new GatewayDirectory({
    scripts: path.scripts,
    gatewayName,
    heartbeatMs: config.GATEWAY_BEAT_MS,
    leaseMs: config.GATEWAY_LEASE_MS,
    logger,
  });
  const forwarder = new Forwarder({
    gatewayName,
    directory,
    client: new HolderClient({ key, now: clock.now, timeouts: FORWARDING_TIMEOUTS }),
    maxForwarded: config.CONNECTIONS_PER_GATEWAY,
    maxBodyBytes: config.MAX_PACKET_BYTES * ENGINE_PACKET_SIZE_FACTOR,
    timeouts: FORWARDING_TIMEOUTS,
    onForwarded: (kind, outcome) => metrics.forwarded.inc({ kind, outcome }),
  });
  metrics.watchForwarder(forwarder);
  let server: ReturnType<typeof createForwardingServer> | undefined;
  return {
    forwarder,
    attach: ({ registry, ...serverParts }) => {
      server = createForwardingServer({
        ...serverParts,
        key,
        now: clock.now,
        maxConnections: 2 * config.CONNECTIONS_PER_GATEWAY,
        onTunnelReleased: (sessionId) => {
          for (const { sockets } of registry.users())
            for (const socket of sockets)
              if ((socket.conn as unknown as { id: string }).id === sessionId) void drainSocket(socket);
        },
      });
    },
    open: async () => {
      if (server === undefined) return;
      server.listen(config.FORWARDING_PORT, listenHost);
      await once(server, 'listening');
      const { port } = server.address() as AddressInfo;
      await directory.start({ host: chooseForwardingHost(config.FORWARDING_HOST, listenHost), port });
    },
    drain: (overMs) => forwarder.drain(overMs),
    stop: async () => {
      await directory.stop();
      forwarder.stop();
      server?.close();
      server?.closeAllConnections();
    },
  };
}
