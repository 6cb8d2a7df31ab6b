import cors, { type FastifyCorsOptions } from '@fastify/cors';
import { ChatError } from '@kcs/contracts';
import { originAllowed } from '@kcs/service-kit';
import fp from 'fastify-plugin';
import type { Config } from '../../config/config-schema.ts';

interface CrossOriginOptions {
  readonly config: Pick<Config, 'PUBLIC_URL' | 'CORS_ORIGINS' | 'NODE_ENV'>;
}

/**
 * The CORS options for allowed origins. `methods` lists every method that the API uses, because the plugin's default
 * has only three (TRAP-35).
 */
const ALLOWED_CORS: FastifyCorsOptions = {
  origin: true,
  credentials: true,
  methods: ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'],
  allowedHeaders: ['Authorization', 'Content-Type'],
  exposedHeaders: ['Retry-After', 'X-Request-Id'],
  maxAge: 600,
  optionsSuccessStatus: 200,
  strictPreflight: false,
};
const NO_CORS: FastifyCorsOptions = { origin: false };
const ORIGIN_NOT_ALLOWED =
  'Pages from this origin are not allowed to call the API. Add the origin to CORS_ORIGINS. If it is the URL of KCS Chat itself, set PUBLIC_URL to it.';

/**
 * Lets browser pages of allowed origins call the API and refuses pages of other origins. Sockets follow the same rule
 * (ADDR-4).
 */
export const crossOrigin = fp<CrossOriginOptions>(
  async (app, { config }) => {
    const allowed = originAllowed(config);
    await app.register(cors, {
      delegator: ({ headers: { origin, host }, url, routeOptions }, done) => {
        const isApi = [url, routeOptions.url].some((path) => path?.startsWith('/api/'));
        // A request without an `Origin` header does not come from a page of another site.
        if (origin === undefined || allowed(origin, host)) done(null, ALLOWED_CORS);
        // Still serve the web client's files to other origins, so that a page opened at a wrong address can report the
        // problem.
        else if (!isApi) done(null, NO_CORS);
        else done(new ChatError('FORBIDDEN', ORIGIN_NOT_ALLOWED), {});
      },
    });
  },
  { name: 'cross-origin', dependencies: ['errors'] },
);
