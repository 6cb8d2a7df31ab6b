import { type BusReply, type BusRequest, ChatError, type ReplyOf, type RequestOf } from '@kcs/contracts';
import type { Msg, NatsConnection } from '@nats-io/nats-core';
import type { Stoppable } from '../life/stoppable.ts';
import type { Logger } from '../logging/create-logger.ts';
import { compileSchema } from '../validation/compile-schema.ts';
import { withTimeout } from '../waiting/with-timeout.ts';
import { encodeReply } from './encode-reply.ts';
import { toBusError } from './to-bus-error.ts';

interface ServeOptions<R extends BusRequest> {
  /** Each request goes to one member of the queue group. */
  queue: string;
  logger: Logger;
  /** Most requests in work at once; what comes above is refused at once, so that the asker can go elsewhere. */
  concurrency?: number;
  /** After this an asker gets `UNAVAILABLE`, while the work still counts as in work until it ends. */
  timeoutMs?: number;
  handler: (query: RequestOf<R>) => Promise<ReplyOf<R>>;
}

const CONCURRENCY = 256;
const TIMEOUT_MS = 5_000;

/**
 * Answers a request of the bus for as long as it is not stopped: the handler's reply, or an error of the registry
 * (`VALIDATION_FAILED` before the handler runs, `UNAVAILABLE` when busy or late, `INTERNAL` for what it did not mean
 * to throw). Nothing a caller sends can end the process. `stop` takes no more and waits for what is in work.
 */
export const serveRequest = <R extends BusRequest>(
  nc: NatsConnection,
  request: R,
  options: ServeOptions<R>,
): Stoppable => {
  const { logger, handler, concurrency = CONCURRENCY, timeoutMs = TIMEOUT_MS } = options;
  const validate = compileSchema(request.request);
  const inWork = new Set<Promise<unknown>>();
  const late = () => new ChatError('UNAVAILABLE', 'The answer took too long; try again shortly.');

  const work = async (msg: Msg): Promise<BusReply<ReplyOf<R>>> => {
    if (inWork.size >= concurrency) throw new ChatError('UNAVAILABLE');
    const query = validate(parse(msg)) as RequestOf<R>;
    const task = Promise.resolve().then(() => handler(query));
    inWork.add(task);
    const done = () => inWork.delete(task);
    task.then(done, done);
    return { ok: true, data: await withTimeout(task, timeoutMs, late) };
  };

  const answer = async (msg: Msg): Promise<void> => {
    const reply = await work(msg).catch((error) => toBusError(error, request.subject, logger));
    try {
      msg.respond(encodeReply(reply, nc.info?.max_payload));
    } catch (err) {
      // The connection is closing; the asker's own time-out tells it.
      logger.debug({ err, subject: request.subject }, 'A reply could not be sent');
    }
  };

  const subscription = nc.subscribe(request.subject, {
    queue: options.queue,
    callback: (err, msg) => {
      if (err) logger.error({ err, subject: request.subject }, 'A subscription reports an error');
      else void answer(msg);
    },
  });
  return {
    stop: async () => {
      if (!subscription.isClosed()) await subscription.drain().catch(() => undefined);
      await Promise.allSettled(inWork);
    },
  };
};

const parse = (msg: Msg): unknown => {
  try {
    return msg.json();
  } catch {
    throw new ChatError('VALIDATION_FAILED', 'The request is not JSON.');
  }
};
