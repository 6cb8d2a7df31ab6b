import type { BusRequest, ReplyOf, RequestOf } from '@kcs/contracts';
import { type Logger, type Stoppable, serveRequest } from '@kcs/service-kit';
import type { NatsConnection } from '@nats-io/nats-core';

interface ServeDeps {
  readonly nc: NatsConnection;
  readonly logger: Logger;
}

/** All replicas use this queue group, so each request goes to one of them. */
const QUEUE_GROUP = 'chat-api';

/** Answers one kind of request over NATS. `stop` stops accepting requests and waits for those in progress. */
export const serve = <R extends BusRequest>(
  { nc, logger }: ServeDeps,
  request: R,
  handler: (query: RequestOf<R>) => Promise<ReplyOf<R>>,
): Stoppable => serveRequest(nc, request, { queue: QUEUE_GROUP, logger, handler });

/** Combines parts that stop together. */
export const stopTogether = (parts: readonly Stoppable[]): Stoppable => ({
  stop: async () => {
    await Promise.all(parts.map((part) => part.stop()));
  },
});
