import cors, { type FastifyCorsOptions } from '@fastify/cors';
import { ChatError } from '@kcs/contracts';
import { createOriginCheck } from '@kcs/service-kit';
import fp from 'fastify-plugin';
import type { ChatApiConfig } from '../../config/config-schema.ts';

interface CrossOriginPluginOptions {
  readonly config: Pick<ChatApiConfig, 'PUBLIC_URL' | 'CORS_ORIGINS' | 'NODE_ENV'>;
}

/**
 * The CORS options for allowed origins. `methods` lists all methods of the API, because the CORS plugin allows only
 * three of them by default (TRAP-35).
 */
const CORS_OPTIONS_FOR_ALLOWED_ORIGIN: FastifyCorsOptions = {
  origin: true,
  credentials: true,
  methods: ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'],
  allowedHeaders: ['Authorization', 'Content-Type'],
  exposedHeaders: ['Retry-After', 'X-Request-Id'],
  maxAge: 600,
  optionsSuccessStatus: 200,
  strictPreflight: false,
};
const CORS_OPTIONS_FOR_REFUSED_ORIGIN: FastifyCorsOptions = { origin: false };
const ORIGIN_NOT_ALLOWED_MESSAGE =
  'Pages from this origin are not allowed to call the API. Add the origin to CORS_ORIGINS. If the origin is KCS Chat itself, set PUBLIC_URL to this origin.';

/**
 * Lets browser pages from allowed origins call the API, and refuses pages from other origins. The same rule applies to
 * sockets (ADDR-4).
 */
export const crossOriginPlugin = fp<CrossOriginPluginOptions>(
  async (app, { config }) => {
    const isOriginAllowed = createOriginCheck(config);
    await app.register(cors, {
      delegator: ({ headers: { origin, host }, url, routeOptions }, done) => {
        const isApiRequest = [url, routeOptions.url].some((path) => path?.startsWith('/api/'));
        // Allow a request without an `Origin` header. A page on another site can cause such a request, but it cannot
        // add a token to the request or read the response.
        if (origin === undefined || isOriginAllowed(origin, host))
          done(null, CORS_OPTIONS_FOR_ALLOWED_ORIGIN);
        // Serve the files of the web client to any origin. If a person opens the web client at an origin that is not
        // allowed, the web client can then load and report the problem.
        else if (!isApiRequest) done(null, CORS_OPTIONS_FOR_REFUSED_ORIGIN);
        else done(new ChatError('FORBIDDEN', ORIGIN_NOT_ALLOWED_MESSAGE), {});
      },
    });
  },
  { name: 'cross-origin', dependencies: ['errors'] },
);
