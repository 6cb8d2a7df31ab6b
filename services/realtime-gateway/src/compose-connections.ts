import type { Stoppable } from '@kcs/service-kit';
import type { DeliveryParts } from './compose-delivery.ts';
import { composeNotices } from './compose-notices.ts';
import type { SequencerParts } from './compose-sequencer.ts';
import type { SocketParts } from './compose-sockets.ts';
import { followConnections } from './follow-connections.ts';
import type { GatewayContext } from './gateway-context.ts';
import { createAllHandlers } from './handlers/all-handlers.ts';
import { ClientEventDispatcher } from './handlers/dispatcher.ts';
import { EventBudget } from './handlers/event-budget.ts';
import { isTypingIn } from './handlers/typing.ts';
import { listAllRoomsOfUser } from './membership/rooms-of-user.ts';
import type { PresenceLink } from './presence-link/presence-link.ts';
import { createAuthenticationMiddleware } from './sessions/authenticate.ts';
import { SessionWatch } from './sessions/session-watch.ts';
import { TokenExpiryWatch } from './sessions/token-expiry-watch.ts';
import { BackpressureMonitor } from './sockets/backpressure.ts';
import { createGatewayTokenVerifier } from './token-verifier.ts';

/** Prefix of the Redis keys that count each user's client events within one second. */
const EVENT_COUNT_KEY_PREFIX = 'kcs:limit:events';
const EVENT_COUNT_TTL_MS = 1_000;

export interface ConnectionParts {
  readonly sessions: SessionWatch;
  readonly expiry: TokenExpiryWatch;
  readonly backpressure: BackpressureMonitor;
  /** The subscriptions to notices from other services. */
  readonly notices: readonly Stoppable[];
}

/**
 * Creates the parts that authenticate sockets, handle their events, and close sockets. A socket is closed when its
 * session ends, when its token expires, or when its client reads too slowly.
 */
export function composeConnections(
  context: GatewayContext,
  socketParts: SocketParts,
  delivery: DeliveryParts,
  { sequencer, joinRooms }: SequencerParts,
  presence: PresenceLink,
): ConnectionParts {
  const { config, logger, metrics, gate, bus, path, clock } = context;
  const { io, registry, sockets, evictions } = socketParts;
  const { cache, refresh, typing, meetingExits } = delivery;
  const tokenVerifier = createGatewayTokenVerifier(context);
  const sessionWatch = new SessionWatch({
    gate,
    registry,
    logger,
    endedSessions: async (sessionIds) => (await bus.endedSessions({ sessionIds })).ended,
  });
  const tokenExpiryWatch = new TokenExpiryWatch();
  const backpressureMonitor = new BackpressureMonitor({
    registry,
    logger,
    slowReaderBytes: config.SLOW_READER_BYTES,
    onSlowReader: () => metrics.slowReaders.inc(),
  });
  const eventBudget = new EventBudget({
    perSecond: config.EVENTS_PER_SECOND_PER_USER,
    count: (userId, events) => path.count(`${EVENT_COUNT_KEY_PREFIX}:${userId}`, events, EVENT_COUNT_TTL_MS),
  });
  const clientEventDispatcher = new ClientEventDispatcher({
    logger,
    budget: eventBudget,
    isTyping: (socket, roomId) => isTypingIn(typing, socket, roomId),
    handlers: createAllHandlers({
      ...bus,
      ...delivery,
      gate,
      registry,
      sockets,
      sequencer,
      joinRooms,
      verifier: tokenVerifier,
      sessions: sessionWatch,
      expiry: tokenExpiryWatch,
    }),
  });
  io.use(
    createAuthenticationMiddleware({
      verifier: tokenVerifier,
      authorizeConnect: async (query) => {
        const connectReply = await bus.authorizeConnect(query);
        return {
          ...connectReply,
          rooms: await listAllRoomsOfUser(bus.roomsOfUser, query.userId, connectReply),
        };
      },
      registry,
      cache,
      logger,
      now: clock.now,
    }),
  );
  followConnections({
    io,
    dispatcher: clientEventDispatcher,
    registry,
    cache,
    refresh,
    presence,
    sessions: sessionWatch,
    expiry: tokenExpiryWatch,
    backpressure: backpressureMonitor,
    typing,
    meetingExits,
    evictions,
    socketsPerUser: config.SOCKETS_PER_USER,
    onConnected: () => metrics.connections.inc(),
  });
  const noticeSubscriptions = composeNotices(context, socketParts, delivery, sessionWatch);
  return {
    sessions: sessionWatch,
    expiry: tokenExpiryWatch,
    backpressure: backpressureMonitor,
    notices: noticeSubscriptions,
  };
}
