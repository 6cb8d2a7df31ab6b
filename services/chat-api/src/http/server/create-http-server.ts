import { randomUUID } from 'node:crypto';
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox';
import { LIMITS } from '@kcs/contracts';
import type { Logger } from '@kcs/service-kit';
import { type FastifyInstance, fastify, LogController } from 'fastify';
import { sendFailure } from '../envelope/failure.ts';
import { toChatError } from '../envelope/to-chat-error.ts';
import { refuseConnection } from './refuse-connection.ts';

/**
 * How long an unused connection stays open. The load balancer reuses a connection for at most 60 s, so the server never
 * closes one that the load balancer is about to use.
 */
const KEEP_ALIVE_TIMEOUT_MS = 75_000;
/**
 * Time limit for receiving a complete request. 10 s is enough for the largest body, 64 KiB, at 52 kbit/s. The load
 * balancer has the same limit.
 */
const REQUEST_TIMEOUT_MS = 10_000;
/**
 * How often Node checks for slow requests. With Node's default of 30 s, it could take up to 40 s to refuse a slow
 * request.
 */
const SLOW_REQUEST_CHECK_INTERVAL_MS = 1_000;
/** The time after which a connection without traffic is closed. Every response starts within this time. */
const MAX_IDLE_CONNECTION_MS = 90_000;
/**
 * Maximum length of a path parameter. An id has only 31 characters, but a percent-encoded emoji has up to 12 characters
 * for each of its code points.
 */
const MAX_PATH_PARAMETER_CHARS = 500;

export type HttpServer = ReturnType<typeof createHttpServer>;

/** Creates a Fastify server with our limits and error responses, but without plugins or routes. */
export function createHttpServer(logger: Logger) {
  const fastifyApp: FastifyInstance = fastify({
    loggerInstance: logger,
    logController: new LogController({ disableRequestLogging: true, requestIdLogLabel: 'request_id' }),
    genReqId: () => randomUUID(),
    // Trust forwarding headers only from local and private IP addresses, because only the load balancer sets them.
    trustProxy: 'loopback, linklocal, uniquelocal',
    bodyLimit: LIMITS.BODY_BYTES,
    // Let Fastify accept the JSON keys `__proto__` and `constructor`. Body schemas forbid unknown fields, and the check
    // of message metadata refuses these keys with the same error as on sockets.
    onProtoPoisoning: 'ignore',
    onConstructorPoisoning: 'ignore',
    routerOptions: { maxParamLength: MAX_PATH_PARAMETER_CHARS },
    keepAliveTimeout: KEEP_ALIVE_TIMEOUT_MS,
    requestTimeout: REQUEST_TIMEOUT_MS,
    // Also set the header timeout, which is 60 s by default, because Node waits for the body until the longer of the
    // two timeouts has passed.
    http: { headersTimeout: REQUEST_TIMEOUT_MS, connectionsCheckingInterval: SLOW_REQUEST_CHECK_INTERVAL_MS },
    connectionTimeout: MAX_IDLE_CONNECTION_MS,
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
  fastifyApp.removeContentTypeParser('text/plain');
  fastifyApp.addHook('onRequest', async (request, reply) => {
    reply.header('x-request-id', request.id);
  });
  return fastifyApp.withTypeProvider<TypeBoxTypeProvider>();
}
