import cors, { type FastifyCorsOptions } from '@fastify/cors';
import { ChatError } from '@kcs/contracts';
import { originAllowed } from '@kcs/service-kit';
import fp from 'fastify-plugin';
import type { Config } from '../../config/config.ts';

interface Options {
  readonly config: Pick<Config, 'PUBLIC_URL' | 'CORS_ORIGINS' | 'NODE_ENV'>;
}

const ALLOWED: FastifyCorsOptions = {
  origin: true,
  credentials: true,
  methods: ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'],
  allowedHeaders: ['Authorization', 'Content-Type'],
  exposedHeaders: ['Retry-After', 'X-Request-Id'],
  maxAge: 600,
  optionsSuccessStatus: 200,
  strictPreflight: false,
};
const FOREIGN =
  'Pages of this origin may not call; list the origin in CORS_ORIGINS, or make it PUBLIC_URL where it is the front door.';

/** Pages of allowed origins may call with any method used here; those of others are refused, as on the sockets. */
export const crossOrigin = fp<Options>(
  async (app, { config }) => {
    const allowed = originAllowed(config);
    await app.register(cors, {
      delegator: ({ headers: { origin, host }, url, routeOptions }, done) => {
        // No origin is not a browser.
        if (origin === undefined || allowed(origin, host)) done(null, ALLOWED);
        // The web client's own files: a page that comes from an address we do not know can say so at its first call.
        else if (![url, routeOptions.url].some((path) => path?.startsWith('/api/')))
          done(null, { origin: false });
        else done(new ChatError('FORBIDDEN', FOREIGN), {});
      },
    });
  },
  { name: 'cross-origin', dependencies: ['errors'] },
);
