import { randomUUID } from 'node:crypto';
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox';
import { LIMITS } from '@kcs/contracts';
import type { Logger } from '@kcs/service-kit';
import { type FastifyInstance, fastify, LogController } from 'fastify';
import { sendFailure } from '../envelope/failure.ts';
import { toChatError } from '../envelope/to-chat-error.ts';
import { refuseConnection } from './refuse-connection.ts';

/**
 * How long an unused connection stays open. The load balancer reuses a connection for 60 s, so the server never closes
 * one that the load balancer is about to use.
 */
const KEEP_ALIVE_MS = 75_000;
/**
 * Time limit for receiving a complete request. 10 s are enough for 64 KiB at 52 kbit/s. The load balancer has the same
 * limit.
 */
const REQUEST_TIMEOUT_MS = 10_000;
/**
 * How often Node checks for slow requests. With Node's default of 30 s, a slow request would be refused only after up
 * to 40 s.
 */
const SLOW_REQUEST_CHECK_MS = 1_000;
/** Time limit for a connection without traffic. Every response starts earlier. */
const IDLE_CONNECTION_MS = 90_000;
/**
 * Maximum length of a path parameter. An id has 31 characters. A percent-encoded emoji has up to 12 characters for each
 * of its code points.
 */
const MAX_PARAM_CHARS = 500;

export type HttpServer = ReturnType<typeof createHttpServer>;

/** Creates a Fastify server with our limits and error responses, but without plugins or routes. */
export function createHttpServer(logger: Logger) {
  const app: FastifyInstance = fastify({
    loggerInstance: logger,
    logController: new LogController({ disableRequestLogging: true, requestIdLogLabel: 'request_id' }),
    genReqId: () => randomUUID(),
    // Trust forwarding headers only from local and private IP addresses, because only the load balancer sets them.
    trustProxy: 'loopback, linklocal, uniquelocal',
    bodyLimit: LIMITS.BODY_BYTES,
    // Let Fastify accept `__proto__` and `constructor`. Body schemas forbid unknown fields, and metadata checks reject
    // these names with the same error as for sockets.
    onProtoPoisoning: 'ignore',
    onConstructorPoisoning: 'ignore',
    routerOptions: { maxParamLength: MAX_PARAM_CHARS },
    keepAliveTimeout: KEEP_ALIVE_MS,
    requestTimeout: REQUEST_TIMEOUT_MS,
    // Also set the header timeout, which is 60 s by default. Node applies the longer of the header and request timeouts
    // to the body.
    http: { headersTimeout: REQUEST_TIMEOUT_MS, connectionsCheckingInterval: SLOW_REQUEST_CHECK_MS },
    connectionTimeout: IDLE_CONNECTION_MS,
    // While the service stops, keep serving requests on open connections.
    return503OnClosing: false,
    forceCloseConnections: 'idle',
    frameworkErrors: (error, request, reply) => {
      sendFailure(toChatError(error), request, reply);
    },
    clientErrorHandler: refuseConnection,
    // This cast removes our logger type from the server type, because routes and plugins expect Fastify's default
    // logger type.
  }) as unknown as FastifyInstance;
  // Accept only JSON bodies. Fastify also accepts plain text by default.
  app.removeContentTypeParser('text/plain');
  app.addHook('onRequest', async (request, reply) => {
    reply.header('x-request-id', request.id);
  });
  return app.withTypeProvider<TypeBoxTypeProvider>();
}
