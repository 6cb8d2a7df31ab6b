import helmet from '@fastify/helmet';
import type { FastifyReply } from 'fastify';
import fp from 'fastify-plugin';
import type { Config } from '../../config/config.ts';
import { socketSources } from './socket-sources.ts';

interface Options {
  readonly config: Pick<Config, 'PUBLIC_URL' | 'NODE_ENV'>;
}

/** An answer that is no page is never run, framed or guessed to be one. */
const NO_PAGE = "default-src 'none'; frame-ancestors 'none'";

/**
 * Headers that keep browsers on the safe side. Pages get the whole set, with a policy that lets our own client work and
 * reach the sockets; every other answer the two short ones that matter to it.
 */
export const securityHeaders = fp<Options>(
  async (app, { config }) => {
    const secure = config.PUBLIC_URL.startsWith('https:');
    await app.register(helmet, {
      global: false,
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
    app.addHook('onSend', async (_request, reply) => {
      // "Not modified" has no type: whatever it carried would replace the policy that a browser keeps with its page.
      if (reply.statusCode === 304) return;
      if (isPage(reply)) await reply.helmet();
      else reply.header('x-content-type-options', 'nosniff').header('content-security-policy', NO_PAGE);
    });
  },
  { name: 'security-headers' },
);

const isPage = (reply: FastifyReply): boolean =>
  String(reply.getHeader('content-type')).startsWith('text/html');
