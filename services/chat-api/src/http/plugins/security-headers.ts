import helmet from '@fastify/helmet';
import fp from 'fastify-plugin';
import type { Config } from '../../config.ts';
import { socketSources } from '../socket-sources.ts';

interface Options {
  readonly config: Pick<Config, 'PUBLIC_URL' | 'NODE_ENV'>;
}

/** Headers that keep browsers on the safe side; the policy lets our own pages work and reach the sockets. */
export const securityHeaders = fp<Options>(
  async (app, { config }) => {
    const secure = config.PUBLIC_URL.startsWith('https:');
    await app.register(helmet, {
      global: true,
      strictTransportSecurity: secure ? { maxAge: 31_536_000, includeSubDomains: false } : false,
      referrerPolicy: { policy: 'same-origin' },
      contentSecurityPolicy: {
        useDefaults: false,
        directives: {
          defaultSrc: ["'self'"],
          baseUri: ["'none'"],
          connectSrc: ["'self'", ...socketSources(config)],
          fontSrc: ["'self'", 'data:'],
          formAction: ["'self'"],
          frameAncestors: ["'none'"],
          // Messages may show pictures from elsewhere.
          imgSrc: ["'self'", 'data:', 'blob:', 'https:'],
          mediaSrc: ["'self'", 'blob:'],
          objectSrc: ["'none'"],
          scriptSrc: ["'self'"],
          styleSrc: ["'self'", "'unsafe-inline'"],
          workerSrc: ["'self'", 'blob:'],
        },
      },
    });
  },
  { name: 'security-headers' },
);
