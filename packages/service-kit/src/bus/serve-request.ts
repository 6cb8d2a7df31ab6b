import { type BusReply, type BusRequest, ChatError, type ReplyOf, type RequestOf } from '@kcs/contracts';
import type { Msg, NatsConnection } from '@nats-io/nats-core';
import type { Logger } from '../logging/create-logger.ts';
import type { Stoppable } from '../stoppable.ts';
import { TasksInProgress } from '../tasks-in-progress.ts';
import { getTracing, runInSpan, TRACEPARENT_HEADER } from '../tracing/tracing.ts';
import { compileSchema } from '../validation/compile-schema.ts';
import { withTimeout } from '../waiting.ts';
import { encodeReply, toErrorReply } from './bus-reply.ts';
import { LatenessMeter } from './lateness-meter.ts';
import { parseMessageJson } from './parse-message-json.ts';
import { readRequestId } from './request-id.ts';
import { readSendStamp } from './send-stamp.ts';

interface ServeRequestOptions<R extends BusRequest> {
  /** The name of the queue group. One member of the group handles each request. */
  queue: string;
  logger: Logger;
  /**
   * The maximum number of requests in progress. Further requests fail immediately, so that the sender can try another
   * replica.
   */
  concurrency?: number;
  /**
   * The maximum time for the handler, in ms. If the handler takes longer, the sender receives `UNAVAILABLE`, but the
   * request still counts as in progress until its handler ends.
   */
  timeoutMs?: number;
  handler: (query: RequestOf<R>, context: RequestContext) => Promise<ReplyOf<R>>;
}

export interface RequestContext {
  /**
   * The time at which the sender stops waiting, on the clock of `performance.now()`. Infinity if the request has no
   * stamp.
   */
  readonly deadline: number;
  /** The id of the HTTP request or client event that caused this request; undefined if the sender passed none. */
  readonly requestId: string | undefined;
}

const MAX_REQUESTS_IN_PROGRESS = 256;
const DEFAULT_HANDLER_TIMEOUT_MS = 5_000;

/**
 * Serves a type of bus request until `stop` is called. Replies with the handler's result or with an error. If the
 * request is invalid, the error is `VALIDATION_FAILED`, and the handler does not run. If there are too many requests,
 * or the handler takes too long, the error is `UNAVAILABLE`. A ChatError from the handler is sent with its own code,
 * and any other error as `INTERNAL`. No request can crash the process. A request that arrives after its sender has
 * given up, for example after a freeze of the bus, is not handled. `stop` stops accepting requests and waits for those
 * in progress.
 */
export function serveRequest<R extends BusRequest>(
  natsConnection: NatsConnection,
  request: R,
  options: ServeRequestOptions<R>,
): Stoppable {
  const {
    queue,
    logger,
    handler,
    concurrency = MAX_REQUESTS_IN_PROGRESS,
    timeoutMs = DEFAULT_HANDLER_TIMEOUT_MS,
  } = options;
  const { subject } = request;
  const validateRequestPayload = compileSchema(request.request);
  const handlerTasksInProgress = new TasksInProgress();
  const latenessMeter = new LatenessMeter();
  const createLateReplyError = () =>
    new ChatError('UNAVAILABLE', 'The response took too long. Try again shortly.');

  /** Returns the time at which the sender of the request gives up. Throws `UNAVAILABLE` if this time has passed. */
  function computeRequestDeadline(msg: Msg): number {
    const sendStamp = readSendStamp(msg.headers);
    if (!sendStamp) return Number.POSITIVE_INFINITY;
    const remainingMs = sendStamp.timeoutMs - latenessMeter.measure(sendStamp);
    if (remainingMs < 0) throw new ChatError('UNAVAILABLE', 'The request arrived too late. Send it again.');
    return performance.now() + remainingMs;
  }

  async function handleRequest(msg: Msg): Promise<BusReply<ReplyOf<R>>> {
    const deadline = computeRequestDeadline(msg);
    if (handlerTasksInProgress.count >= concurrency) throw new ChatError('UNAVAILABLE');
    const requestPayload = validateRequestPayload(parseMessageJson(msg)) as RequestOf<R>;
    const context = { deadline, requestId: readRequestId(msg.headers) };
    const runHandler = () => handler(requestPayload, context);
    const handlerTask = getTracing()
      ? runInSpan(
          { name: `serve ${subject}`, kind: 'server', parent: msg.headers?.get(TRACEPARENT_HEADER) },
          runHandler,
        )
      : Promise.resolve().then(runHandler);
    handlerTasksInProgress.add(handlerTask.catch(() => {}));
    return { ok: true, data: await withTimeout(handlerTask, timeoutMs, createLateReplyError) };
  }

  async function handleAndReply(msg: Msg): Promise<void> {
    const reply = await handleRequest(msg).catch((error) => {
      const requestId = readRequestId(msg.headers);
      return toErrorReply(
        error,
        { subject, ...(requestId !== undefined && { request_id: requestId }) },
        logger,
      );
    });
    try {
      msg.respond(encodeReply(reply, natsConnection.info?.max_payload));
    } catch (err) {
      // The connection is closing. No reply can be sent, so the sender's request times out.
      logger.debug({ err, subject }, 'A reply could not be sent');
    }
  }

  const subscription = natsConnection.subscribe(subject, {
    queue,
    callback: (err, msg) => {
      if (err) logger.error({ err, subject }, 'A NATS subscription reported an error');
      else if (isInboxSubject(msg.reply)) void handleAndReply(msg);
      else
        logger.warn({ subject, reply: msg.reply }, 'Ignoring a request whose reply subject is not an inbox');
    },
  });
  return {
    stop: async () => {
      if (!subscription.isClosed()) await subscription.drain().catch(() => undefined);
      await handlerTasksInProgress.waitForAll();
    },
  };
}

/**
 * The sender of a request chooses the subject of the reply. Only inboxes are allowed, so that no sender can make this
 * service publish to a subject that is reserved for our services.
 */
function isInboxSubject(reply: string | undefined): boolean {
  return !reply || reply.startsWith('_INBOX');
}
