import { createServer, type Server } from 'node:http';
import { originAllowed } from '@kcs/service-kit';
import type { GatewayContext } from './gateway-context.ts';
import { createChatAdapter, type ShardedAdapter } from './relay/sharded-adapter.ts';
import { LocalSockets } from './sockets/local-sockets.ts';
import { SocketRegistry } from './sockets/socket-registry.ts';
import type { ChatServer } from './sockets/socket-state.ts';
import { Admission } from './transport/admission.ts';
import { createSocketServer } from './transport/socket-server.ts';

/** Time limit for receiving a complete HTTP request. It does not limit the response to a long poll. */
const HEADERS_TIMEOUT_MS = 10_000;
const REQUEST_TIMEOUT_MS = 20_000;

export interface SocketParts {
  readonly http: Server;
  readonly io: ChatServer;
  readonly adapter: ShardedAdapter;
  readonly registry: SocketRegistry;
  readonly sockets: LocalSockets;
}

/** Returns an HTTP server with Socket.IO. The server does not listen yet, and does not authenticate sockets yet. */
export function composeSockets({ config, gate, metrics, path }: GatewayContext): SocketParts {
  const http = createServer({ headersTimeout: HEADERS_TIMEOUT_MS, requestTimeout: REQUEST_TIMEOUT_MS });
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
  };
}
