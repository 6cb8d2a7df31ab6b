import { randomUUID } from 'node:crypto';
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox';
import { LIMITS } from '@kcs/contracts';
import type { Logger } from '@kcs/service-kit';
import { type FastifyInstance, fastify, LogController } from 'fastify';
import { sendFailure } from '../envelope/failure.ts';
import { toChatError } from '../envelope/to-chat-error.ts';
import { refuseConnection } from './refuse-connection.ts';

/**
 * Longer than the 60 s for which the load balancer reuses a connection, so that we never close one just as it sends a
 * request.
 */
const KEEP_ALIVE_MS = 75_000;
/**
 * Time limit for receiving the headers and body of one request: 64 KiB at 52 kbit/s. The load balancer has the same
 * limit.
 */
const REQUEST_TIMEOUT_MS = 10_000;
/** How often Node looks for slow requests. With Node's default of 30 s, a request could take up to 40 s to time out. */
const SLOW_REQUEST_CHECK_MS = 1_000;
/** Time limit for a connection without traffic. Longer than any request takes before its response starts. */
const IDLE_CONNECTION_MS = 90_000;
/**
 * Maximum length of a path parameter. Our ids have 31 characters, and a percent-encoded emoji takes up to 12 characters
 * for each of its code points.
 */
const MAX_PARAM_CHARS = 500;

export type HttpServer = ReturnType<typeof createHttpServer>;

/** Creates a Fastify server with our limits and error responses, but without plugins or routes. */
export function createHttpServer(logger: Logger) {
  const app: FastifyInstance = fastify({
    loggerInstance: logger,
    logController: new LogController({ disableRequestLogging: true, requestIdLogLabel: 'request_id' }),
    genReqId: () => randomUUID(),
    // Trust forwarding headers only from this machine and its network, because only the load balancer sets them.
    trustProxy: 'loopback, linklocal, uniquelocal',
    bodyLimit: LIMITS.BODY_BYTES,
    // Fastify need not reject `__proto__` and `constructor`: every body schema forbids unknown fields, and message
    // metadata rejects these names with the same error as on sockets.
    onProtoPoisoning: 'ignore',
    onConstructorPoisoning: 'ignore',
    routerOptions: { maxParamLength: MAX_PARAM_CHARS },
    keepAliveTimeout: KEEP_ALIVE_MS,
    requestTimeout: REQUEST_TIMEOUT_MS,
    // Lower the header timeout too. Node applies the longer of the two timeouts to the body, and this one is 60 s by
    // default.
    http: { headersTimeout: REQUEST_TIMEOUT_MS, connectionsCheckingInterval: SLOW_REQUEST_CHECK_MS },
    connectionTimeout: IDLE_CONNECTION_MS,
    // While the service stops, it still serves requests that arrive on open connections.
    return503OnClosing: false,
    forceCloseConnections: 'idle',
    frameworkErrors: (error, request, reply) => {
      sendFailure(toChatError(error), request, reply);
    },
    clientErrorHandler: refuseConnection,
    // The cast drops the logger type from the server type, because routes and plugins use Fastify's default logger
    // type.
  }) as unknown as FastifyInstance;
  // Accept only JSON bodies. By default, Fastify accepts plain text too.
  app.removeContentTypeParser('text/plain');
  app.addHook('onRequest', async (request, reply) => {
    reply.header('x-request-id', request.id);
  });
  return app.withTypeProvider<TypeBoxTypeProvider>();
}
