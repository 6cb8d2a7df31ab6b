import type { BusRequest, ReplyOf, RequestOf } from '@kcs/contracts';
import { type Logger, type RequestContext, type Stoppable, serveRequest } from '@kcs/service-kit';
import type { NatsConnection } from '@nats-io/nats-core';

interface ServeDeps {
  readonly nc: NatsConnection;
  readonly logger: Logger;
}

/** All replicas join this NATS queue group, so each request goes to exactly one replica. */
const QUEUE_GROUP = 'chat-api';

/** Serves one kind of NATS request. `stop` stops accepting requests and waits for those in progress. */
export const serve = <R extends BusRequest>(
  { nc, logger }: ServeDeps,
  request: R,
  handler: (query: RequestOf<R>, context: RequestContext) => Promise<ReplyOf<R>>,
): Stoppable => serveRequest(nc, request, { queue: QUEUE_GROUP, logger, handler });

/** Combines several parts into one. Its `stop` stops all of them together. */
export const stopTogether = (parts: readonly Stoppable[]): Stoppable => ({
  stop: async () => {
    await Promise.all(parts.map((part) => part.stop()));
  },
});
