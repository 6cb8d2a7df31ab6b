import { randomUUID } from 'node:crypto';
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox';
import { LIMITS } from '@kcs/contracts';
import type { Logger } from '@kcs/service-kit';
import { type FastifyInstance, fastify, LogController } from 'fastify';
import { sendFailure } from '../envelope/failure.ts';
import { toChatError } from '../envelope/to-chat-error.ts';
import { refuseConnection } from './refuse-connection.ts';

/** Longer than the load balancer keeps a connection (60 s), so that we never close one that it is about to use. */
const KEEP_ALIVE_MS = 75_000;
/** Limit for receiving the headers and body of one request: 64 KiB at 52 kbit/s. The load balancer waits as long. */
const REQUEST_TIMEOUT_MS = 10_000;
/** How often Node looks for slow requests. With its default of 30 s, the timeout could be four times as long. */
const SLOW_REQUEST_CHECK_MS = 1_000;
/** Limit for a connection without traffic. Every response starts within this time. */
const IDLE_CONNECTION_MS = 90_000;
/** Our ids have 31 characters; an emoji in an address takes up to 12 for each of its code points. */
const MAX_PARAM_CHARS = 500;

export type HttpServer = ReturnType<typeof createHttpServer>;

/** Creates a Fastify server with our limits and error responses, but without plugins or routes. */
export function createHttpServer(logger: Logger) {
  const app: FastifyInstance = fastify({
    loggerInstance: logger,
    logController: new LogController({ disableRequestLogging: true, requestIdLogLabel: 'request_id' }),
    genReqId: () => randomUUID(),
    // Only the load balancer sets forwarding headers, and it connects from this machine or its network.
    trustProxy: 'loopback, linklocal, uniquelocal',
    bodyLimit: LIMITS.BODY_BYTES,
    // Every body refuses unknown fields, and metadata refuses these names itself, with the answer that sockets get.
    onProtoPoisoning: 'ignore',
    onConstructorPoisoning: 'ignore',
    routerOptions: { maxParamLength: MAX_PARAM_CHARS },
    keepAliveTimeout: KEEP_ALIVE_MS,
    requestTimeout: REQUEST_TIMEOUT_MS,
    // Set this too: it is 60 s by default, and Node applies the longer of the two timeouts to the body.
    http: { headersTimeout: REQUEST_TIMEOUT_MS, connectionsCheckingInterval: SLOW_REQUEST_CHECK_MS },
    connectionTimeout: IDLE_CONNECTION_MS,
    // During a stop, requests that arrive on open connections are still served.
    return503OnClosing: false,
    forceCloseConnections: 'idle',
    frameworkErrors: (error, request, reply) => {
      sendFailure(toChatError(error), request, reply);
    },
    clientErrorHandler: refuseConnection,
    // Our logger's type is a parameter of Fastify's instance type; routes and plugins use the default one.
  }) as unknown as FastifyInstance;
  // Bodies are JSON only; Fastify also accepts text by default.
  app.removeContentTypeParser('text/plain');
  app.addHook('onRequest', async (request, reply) => {
    reply.header('x-request-id', request.id);
  });
  return app.withTypeProvider<TypeBoxTypeProvider>();
}
