import type { Stoppable } from '@kcs/service-kit';
import type { DeliveryParts } from './compose-delivery.ts';
import type { SequencerParts } from './compose-sequencer.ts';
import type { SocketParts } from './compose-sockets.ts';
import { PushedNotifications } from './delivery/pushed-notifications.ts';
import { followConnections } from './follow-connections.ts';
import type { GatewayContext } from './gateway-context.ts';
import { createAllHandlers } from './handlers/all-handlers.ts';
import { Dispatcher } from './handlers/dispatcher.ts';
import { EventBudget } from './handlers/event-budget.ts';
import { isTypingIn } from './handlers/typing.ts';
import { listAllRooms } from './membership/rooms-of-user.ts';
import { subscribeToMeetings } from './notices/subscribe-to-meetings.ts';
import { subscribeToNotices } from './notices/subscribe-to-notices.ts';
import type { PresenceLink } from './presence-link/presence-link.ts';
import { createAuthenticationMiddleware } from './sessions/authenticate.ts';
import { SessionWatch } from './sessions/session-watch.ts';
import { TokenExpiryWatch } from './sessions/token-expiry-watch.ts';
import { Backpressure } from './sockets/backpressure.ts';
import { createGatewayTokenVerifier } from './token-verifier.ts';

/** Prefix of the Redis keys that count each user's client events within one second. */
const EVENT_COUNT_KEY = 'kcs:limit:events';
const EVENT_COUNT_TTL_MS = 1_000;

export interface ConnectionParts {
  readonly sessions: SessionWatch;
  readonly expiry: TokenExpiryWatch;
  readonly backpressure: Backpressure;
  /** The subscriptions to notices from other services. */
  readonly notices: readonly Stoppable[];
}

/**
 * Creates the parts that authenticate sockets, handle their events, and close sockets. A socket is closed when its
 * session ends, when its token expires, or when its client reads too slowly.
 */
export function composeConnections(
  context: GatewayContext,
  { io, registry, sockets, evictions }: SocketParts,
  delivery: DeliveryParts,
  { sequencer, joinRooms }: SequencerParts,
  presence: PresenceLink,
): ConnectionParts {
  const { config, nc, logger, metrics, gate, bus, path, clock } = context;
  const { cache, refresh, typing, publisher, meetingExits } = delivery;
  const verifier = createGatewayTokenVerifier(context);
  const sessionWatch = new SessionWatch({
    gate,
    registry,
    logger,
    endedSessions: async (sessionIds) => (await bus.endedSessions({ sessionIds })).ended,
  });
  const tokenExpiryWatch = new TokenExpiryWatch();
  const backpressure = new Backpressure({
    registry,
    logger,
    slowReaderBytes: config.SLOW_READER_BYTES,
    onSlowReader: () => metrics.slowReaders.inc(),
  });
  const budget = new EventBudget({
    perSecond: config.EVENTS_PER_SECOND_PER_USER,
    count: (userId, events) => path.count(`${EVENT_COUNT_KEY}:${userId}`, events, EVENT_COUNT_TTL_MS),
  });
  const dispatcher = new Dispatcher({
    logger,
    budget,
    isTyping: (socket, roomId) => isTypingIn(typing, socket, roomId),
    handlers: createAllHandlers({
      ...bus,
      ...delivery,
      gate,
      registry,
      sequencer,
      joinRooms,
      verifier,
      sessions: sessionWatch,
      expiry: tokenExpiryWatch,
    }),
  });
  io.use(
    createAuthenticationMiddleware({
      verifier,
      authorizeConnect: async (query) => {
        const reply = await bus.authorizeConnect(query);
        return { ...reply, rooms: await listAllRooms(bus.roomsOfUser, query.userId, reply) };
      },
      registry,
      cache,
      logger,
      now: clock.now,
    }),
  );
  followConnections({
    io,
    dispatcher,
    registry,
    cache,
    refresh,
    presence,
    sessions: sessionWatch,
    expiry: tokenExpiryWatch,
    backpressure,
    typing,
    meetingExits,
    evictions,
    socketsPerUser: config.SOCKETS_PER_USER,
  });
  const notifications = new PushedNotifications({ gate, sockets, registry });
  const parts = { nc, logger, sockets, cache, meetingExits };
  const noticeSubscriptions = [
    subscribeToNotices({ ...parts, publisher, registry, sessions: sessionWatch, typing, notifications }),
    subscribeToMeetings(parts),
  ];
  return { sessions: sessionWatch, expiry: tokenExpiryWatch, backpressure, notices: noticeSubscriptions };
}
