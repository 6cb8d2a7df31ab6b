import cors from '@fastify/cors';
import { ChatError } from '@kcs/contracts';
import { originAllowed } from '@kcs/service-kit';
import fp from 'fastify-plugin';
import type { Config } from '../../config.ts';

interface Options {
  readonly config: Pick<Config, 'PUBLIC_URL' | 'CORS_ORIGINS' | 'NODE_ENV'>;
}

const PREFLIGHT_KEPT_S = 600;

/** Pages of allowed origins may call with any method used here; those of others are refused, as on the sockets. */
export const crossOrigin = fp<Options>(
  async (app, { config }) => {
    const allowed = originAllowed(config);
    await app.register(cors, {
      // No origin is not a browser.
      origin: async (origin: string | undefined) => {
        if (origin === undefined || allowed(origin)) return true;
        throw new ChatError(
          'FORBIDDEN',
          'Pages of this origin may not call; list the origin in CORS_ORIGINS.',
        );
      },
      credentials: true,
      methods: ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'],
      allowedHeaders: ['Authorization', 'Content-Type'],
      exposedHeaders: ['Retry-After', 'X-Request-Id'],
      maxAge: PREFLIGHT_KEPT_S,
      optionsSuccessStatus: 200,
      strictPreflight: false,
    });
  },
  { name: 'cross-origin', dependencies: ['errors'] },
);
