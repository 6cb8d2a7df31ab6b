import { randomUUID } from 'node:crypto';
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox';
import { LIMITS } from '@kcs/contracts';
import type { Logger } from '@kcs/service-kit';
import { type FastifyInstance, fastify, LogController } from 'fastify';
import { toChatError } from '../envelope/to-chat-error.ts';
import { answerFailure } from '../plugins/errors.ts';
import { refuseConnection } from './refuse-connection.ts';

/** Longer than the balancer keeps a connection (60 s), so that it is never us who closes one it is about to use. */
const KEEP_ALIVE_MS = 75_000;
/** For the headers and body of one request to arrive: 64 KiB at 52 kbit/s. As long as the balancer waits. */
const REQUEST_MS = 10_000;
/** How late that may be noticed; Node's own 30 s would make it four times as long. */
const SLOW_CHECK_MS = 1_000;
/** A connection on which nothing moves. Every answer of ours begins within it. */
const CONNECTION_MS = 90_000;
/** Ids of ours have 31 characters; emoji in an address take up to 12 for each of theirs. */
const PARAM_CHARS = 500;

export type HttpServer = ReturnType<typeof createHttpServer>;

/** Fastify with our limits and our manner of refusing, and nothing on it yet. */
export function createHttpServer(logger: Logger) {
  const app: FastifyInstance = fastify({
    loggerInstance: logger,
    logController: new LogController({ disableRequestLogging: true, requestIdLogLabel: 'request_id' }),
    genReqId: () => randomUUID(),
    // The balancer is the only one who sets this header, and it comes from the machine or its network.
    trustProxy: 'loopback, linklocal, uniquelocal',
    bodyLimit: LIMITS.BODY_BYTES,
    routerOptions: { maxParamLength: PARAM_CHARS },
    keepAliveTimeout: KEEP_ALIVE_MS,
    requestTimeout: REQUEST_MS,
    // Node gives the body the longer of the two, and 60 s to headers of which nothing is said.
    http: { headersTimeout: REQUEST_MS, connectionsCheckingInterval: SLOW_CHECK_MS },
    connectionTimeout: CONNECTION_MS,
    // While stopping, what still comes on open connections is served.
    return503OnClosing: false,
    forceCloseConnections: 'idle',
    frameworkErrors: (error, request, reply) => {
      answerFailure(toChatError(error), request, reply);
    },
    clientErrorHandler: refuseConnection,
  }) as unknown as FastifyInstance;
  // Only JSON is a body here; Fastify would take text as well.
  app.removeContentTypeParser('text/plain');
  app.addHook('onRequest', async (request, reply) => {
    reply.header('x-request-id', request.id);
  });
  return app.withTypeProvider<TypeBoxTypeProvider>();
}
