import { createServer, type Server } from 'node:http';
import { createOriginCheck } from '@kcs/service-kit';
import { composeForwarding, type Forwarding } from './compose-forwarding.ts';
import { createGatewayName, createSessionId } from './forwarding/session-id.ts';
import type { GatewayContext } from './gateway-context.ts';
import { createChatAdapterFactory, type ShardedAdapter } from './relay/sharded-adapter.ts';
import { SocketEvictions } from './sockets/evictions.ts';
import { LocalSockets } from './sockets/local-sockets.ts';
import { SocketRegistry } from './sockets/socket-registry.ts';
import type { ChatServer } from './sockets/socket-state.ts';
import { createWriteBatcher, type WriteBatcher } from './sockets/write-batches.ts';
import { ConnectionAdmission } from './transport/admission.ts';
import { createSocketServer } from './transport/socket-server.ts';

/**
 * Time limits for receiving an HTTP request: for its headers, and for the complete request. They do not limit how long
 * the response to a long poll may take.
 */
const HTTP_HEADERS_TIMEOUT_MS = 10_000;
const HTTP_REQUEST_TIMEOUT_MS = 20_000;
/**
 * Interval at which the server looks for requests that have exceeded their time limit, and closes them. Node's default
 * of 30 s would be longer than the time limits themselves.
 */
const SLOW_REQUEST_CHECK_INTERVAL_MS = 2_000;
/**
 * How long an unused connection stays open. Load balancers reuse a connection for 60 s by default, so the server does not
 * close one that the load balancer is about to use.
 */
const KEEP_ALIVE_TIMEOUT_MS = 75_000;
/**
 * Number of HTTP connections that an Engine.IO session with long-polling needs: one for the pending poll, and one for
 * sending data to the gateway.
 */
const HTTP_CONNECTIONS_PER_ENGINE_IO_SESSION = 2;
/**
 * Number of HTTP connections that are allowed in addition to those of Engine.IO sessions. They serve requests that the
 * gateway refuses, and the load balancer's idle connections.
 */
const SPARE_HTTP_CONNECTIONS = 1_000;

export interface SocketParts {
  readonly http: Server;
  readonly io: ChatServer;
  readonly adapter: ShardedAdapter;
  readonly registry: SocketRegistry;
  readonly sockets: LocalSockets;
  readonly batchWrites: WriteBatcher;
  readonly evictions: SocketEvictions;
  /** Undefined if this gateway handles only its own sessions. */
  readonly forwarding: Forwarding | undefined;
}

/** Creates an HTTP server with Socket.IO. At this point, the server neither listens nor authenticates sockets. */
export function composeSockets(context: GatewayContext): SocketParts {
  const { config, gate, logger, metrics, path } = context;
  const httpServer = createServer({
    headersTimeout: HTTP_HEADERS_TIMEOUT_MS,
    requestTimeout: HTTP_REQUEST_TIMEOUT_MS,
    connectionsCheckingInterval: SLOW_REQUEST_CHECK_INTERVAL_MS,
    keepAliveTimeout: KEEP_ALIVE_TIMEOUT_MS,
  });
  const gatewayName = createGatewayName();
  const forwarding = composeForwarding(context, gatewayName);
  const maxForwarded = forwarding === undefined ? 0 : config.CONNECTIONS_PER_GATEWAY;
  httpServer.maxConnections =
    HTTP_CONNECTIONS_PER_ENGINE_IO_SESSION * config.CONNECTIONS_PER_GATEWAY +
    maxForwarded +
    SPARE_HTTP_CONNECTIONS;
  const admission = new ConnectionAdmission({
    connections: config.CONNECTIONS_PER_GATEWAY,
    connectsPerSecond: config.CONNECTS_PER_SECOND_PER_GATEWAY,
  });
  const batchWrites = createWriteBatcher();
  const { io, engine, polls } = createSocketServer({
    batchWrites,
    http: httpServer,
    adapter: createChatAdapterFactory(path.publisher, path.subscriber),
    maxPacketBytes: config.MAX_PACKET_BYTES,
    createOriginCheck: createOriginCheck(config),
    refuse: (connections) => {
      const refusalReason = admission.check(performance.now(), gate.canAdmit, connections);
      if (refusalReason) metrics.refused.inc({ reason: refusalReason });
      return refusalReason;
    },
    createSessionId: () => createSessionId(gatewayName),
    forwarder: forwarding?.forwarder,
  });
  const defaultNamespace = io.of('/');
  const registry = new SocketRegistry();
  forwarding?.attach({ engine, polls, registry });
  return {
    http: httpServer,
    io,
    adapter: defaultNamespace.adapter as ShardedAdapter,
    registry,
    sockets: new LocalSockets({ namespace: defaultNamespace, batchWrites, logger }),
    batchWrites,
    evictions: new SocketEvictions(),
    forwarding,
  };
}
