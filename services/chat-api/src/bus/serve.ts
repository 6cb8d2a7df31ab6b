import type { BusRequest, ReplyOf, RequestOf } from '@kcs/contracts';
import { type Logger, type RequestContext, type Stoppable, serveRequest } from '@kcs/service-kit';
import type { NatsConnection } from '@nats-io/nats-core';

interface ServeRequestDeps {
  readonly nc: NatsConnection;
  readonly logger: Logger;
}

/** All replicas of chat-api join this NATS queue group, so each request goes to exactly one replica. */
const CHAT_API_QUEUE_GROUP = 'chat-api';

/**
 * Serves one type of NATS request. The `stop` method of the returned object stops accepting requests and waits for
 * those in progress.
 */
export const serveRequestAsChatApi = <R extends BusRequest>(
  { nc, logger }: ServeRequestDeps,
  request: R,
  handler: (query: RequestOf<R>, context: RequestContext) => Promise<ReplyOf<R>>,
): Stoppable => serveRequest(nc, request, { queue: CHAT_API_QUEUE_GROUP, logger, handler });

/** Combines several stoppable objects into one. Its `stop` method stops all of them at the same time. */
export const combineIntoStoppable = (parts: readonly Stoppable[]): Stoppable => ({
  stop: async () => {
    await Promise.all(parts.map((part) => part.stop()));
  },
});
