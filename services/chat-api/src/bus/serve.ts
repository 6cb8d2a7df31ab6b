import type { BusRequest, ReplyOf, RequestOf } from '@kcs/contracts';
import { type Stoppable, serveRequest } from '@kcs/service-kit';
import type { CoreDeps } from '../rooms/room-deps.ts';

const QUEUE = 'chat-api';

/** Answers one request of the bus, beside all other replicas. */
export const serve = <R extends BusRequest>(
  { nc, logger }: Pick<CoreDeps, 'nc' | 'logger'>,
  request: R,
  handler: (query: RequestOf<R>) => Promise<ReplyOf<R>>,
): Stoppable => serveRequest(nc, request, { queue: QUEUE, logger, handler });
