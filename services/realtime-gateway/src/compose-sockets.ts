import { createServer, type Server } from 'node:http';
import { originAllowed } from '@kcs/service-kit';
import type { GatewayContext } from './gateway-context.ts';
import { createChatAdapter, type ShardedAdapter } from './relay/sharded-adapter.ts';
import { Evictions } from './sockets/evictions.ts';
import { LocalSockets } from './sockets/local-sockets.ts';
import { SocketRegistry } from './sockets/socket-registry.ts';
import type { ChatServer } from './sockets/socket-state.ts';
import { Admission } from './transport/admission.ts';
import { createSocketServer } from './transport/socket-server.ts';

/**
 * Time limits for receiving the headers of an HTTP request, and the complete request. They do not limit the response to
 * a long poll.
 */
const HEADERS_TIMEOUT_MS = 10_000;
const REQUEST_TIMEOUT_MS = 20_000;
/**
 * Interval at which requests that exceeded their time limit are closed. Node's default interval of 30 s is longer than
 * the time limits.
 */
const SLOW_REQUEST_CHECK_MS = 2_000;
/**
 * Number of HTTP connections per long-polling session: one for its waiting request, and one for an occasional request
 * with a body.
 */
const HTTP_CONNECTIONS_PER_SESSION = 2;
/** Number of additional HTTP connections, for refused requests and for idle connections from the load balancer. */
const SPARE_HTTP_CONNECTIONS = 1_000;

export interface SocketParts {
  readonly http: Server;
  readonly io: ChatServer;
  readonly adapter: ShardedAdapter;
  readonly registry: SocketRegistry;
  readonly sockets: LocalSockets;
  readonly evictions: Evictions;
}

/** Returns an HTTP server with Socket.IO. The server does not listen yet, and does not authenticate sockets yet. */
export function composeSockets({ config, gate, metrics, path }: GatewayContext): SocketParts {
  const http = createServer({
    headersTimeout: HEADERS_TIMEOUT_MS,
    requestTimeout: REQUEST_TIMEOUT_MS,
    connectionsCheckingInterval: SLOW_REQUEST_CHECK_MS,
  });
  http.maxConnections =
    HTTP_CONNECTIONS_PER_SESSION * config.CONNECTIONS_PER_GATEWAY + SPARE_HTTP_CONNECTIONS;
  const admission = new Admission({
    connections: config.CONNECTIONS_PER_GATEWAY,
    connectsPerSecond: config.CONNECTS_PER_SECOND_PER_GATEWAY,
  });
  const io = createSocketServer({
    http,
    adapter: createChatAdapter(path.publisher, path.subscriber),
    maxPacketBytes: config.MAX_PACKET_BYTES,
    originAllowed: originAllowed(config),
    refuse: (connections) => {
      const reason = admission.check(performance.now(), gate.canAdmit, connections);
      if (reason) metrics.refused.inc({ reason });
      return reason;
    },
  });
  const namespace = io.of('/');
  return {
    http,
    io,
    adapter: namespace.adapter as ShardedAdapter,
    registry: new SocketRegistry(),
    sockets: new LocalSockets(namespace),
    evictions: new Evictions(),
  };
}
