import type { Logger, Stoppable } from '@kcs/service-kit';
import type { BusClient } from './bus-client.ts';
import type { GatewayConfig } from './config.ts';
import { followConnections } from './follow-connections.ts';
import type { GatewayMetrics } from './gateway-metrics.ts';
import { type AllHandlersOptions, allHandlers } from './handlers/all-handlers.ts';
import { Dispatcher } from './handlers/dispatcher.ts';
import type { MembershipIndex } from './membership/membership-cache.ts';
import { authenticate } from './sessions/authenticate.ts';
import { SessionWatch } from './sessions/session-watch.ts';
import { TokenExpiry } from './sessions/token-expiry.ts';
import { Backpressure } from './sockets/backpressure.ts';
import type { ChatServer } from './sockets/socket-state.ts';
import { tokenVerifier } from './token-verifier.ts';

type GivenHere = 'verifier' | 'sessions' | 'expiry' | keyof BusClient;

export interface LiveSocketsOptions {
  readonly config: GatewayConfig;
  readonly io: ChatServer;
  readonly bus: BusClient;
  readonly index: MembershipIndex;
  readonly metrics: GatewayMetrics;
  readonly logger: Logger;
  /** It is known again whose sessions have ended. */
  readonly onSure: () => void;
  readonly handling: Omit<AllHandlersOptions, GivenHere>;
}

export interface LiveSockets extends Stoppable {
  readonly sessions: SessionWatch;
  readonly backpressure: Pick<Backpressure, 'unsentBytes'>;
  start(): void;
}

/** Lets sockets in, hands what they send to its handlers, and lets go of those whose time or patience is over. */
export function liveSockets(options: LiveSocketsOptions): LiveSockets {
  const { config, io, bus, index, metrics, logger, onSure, handling } = options;
  const { registry, typing } = handling;
  const { authorizeConnect } = bus;
  const verifier = tokenVerifier(config, bus);
  const sessions = new SessionWatch({
    registry,
    logger,
    onSure,
    endedSessions: async (sessionIds) => (await bus.endedSessions({ sessionIds })).ended,
  });
  const expiry = new TokenExpiry();
  const backpressure = new Backpressure({
    registry,
    logger,
    slowReaderBytes: config.SLOW_READER_BYTES,
    onSlowReader: () => metrics.slowReaders.inc(),
  });
  const dispatcher = new Dispatcher({
    logger,
    eventsPerSecond: config.EVENTS_PER_SECOND_PER_USER,
    handlers: allHandlers({ ...bus, ...handling, verifier, sessions, expiry }),
  });
  io.use(authenticate({ verifier, authorizeConnect, registry, index, logger }));
  const socketsPerUser = config.SOCKETS_PER_USER;
  followConnections({ io, dispatcher, registry, sessions, expiry, backpressure, typing, socketsPerUser });
  return {
    sessions,
    backpressure,
    start() {
      sessions.start();
      expiry.start(logger);
      backpressure.start();
    },
    async stop() {
      await Promise.all([sessions, expiry, backpressure].map((part) => part.stop()));
    },
  };
}
