import helmet from '@fastify/helmet';
import type { FastifyReply } from 'fastify';
import fp from 'fastify-plugin';
import type { ChatApiConfig } from '../../config/config-schema.ts';

interface SecurityHeadersOptions {
  readonly config: Pick<ChatApiConfig, 'PUBLIC_URL' | 'NODE_ENV'>;
}

/**
 * The content security policy for responses that are not pages. It forbids browsers from executing such a response or
 * showing it in a frame.
 */
const DATA_CONTENT_SECURITY_POLICY = "default-src 'none'; frame-ancestors 'none'";

/**
 * Adds security headers. Pages get all headers, with a content security policy that lets the web client run and open
 * sockets. Other responses get only `X-Content-Type-Options` and a content security policy that allows nothing. Unless
 * a response sets its own `Cache-Control`, it must not be cached, because it may contain tokens, messages, or personal
 * data, and several people may share a computer.
 */
export const securityHeadersPlugin = fp<SecurityHeadersOptions>(
  async (app, { config }) => {
    const usesHttps = config.PUBLIC_URL.startsWith('https:');
    await app.register(helmet, {
      global: false,
      strictTransportSecurity: usesHttps ? { maxAge: 31_536_000, includeSubDomains: false } : false,
      referrerPolicy: { policy: 'same-origin' },
      contentSecurityPolicy: {
        useDefaults: false,
        directives: {
          defaultSrc: ["'self'"],
          baseUri: ["'none'"],
          connectSrc: ["'self'", ...listSocketOrigins(config)],
          fontSrc: ["'self'", 'data:'],
          formAction: ["'self'"],
          frameAncestors: ["'none'"],
          // Images from other sites are allowed, because messages may contain them.
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
      // Add no headers to 304 responses. The browser would use them to replace the headers of the cached page,
      // including the page's content security policy.
      if (reply.statusCode === 304) return;
      if (isHtmlPage(reply)) await reply.helmet();
      else
        reply
          .header('x-content-type-options', 'nosniff')
          .header('content-security-policy', DATA_CONTENT_SECURITY_POLICY);
      if (!reply.hasHeader('cache-control')) reply.header('cache-control', 'no-store');
    });
  },
  { name: 'security-headers' },
);

const isHtmlPage = (reply: FastifyReply): boolean =>
  String(reply.getHeader('content-type')).startsWith('text/html');

/**
 * Returns the origins to which a page may open sockets, as HTTP and WebSocket URLs. They have the front door's host and
 * either its port or the next port (ADDR-2). In development, the same two ports on `localhost` and `127.0.0.1` are also
 * included.
 */
export function listSocketOrigins(config: Pick<ChatApiConfig, 'PUBLIC_URL' | 'NODE_ENV'>): string[] {
  const publicUrl = new URL(config.PUBLIC_URL);
  const publicPort = Number(publicUrl.port || (publicUrl.protocol === 'https:' ? 443 : 80));
  const localHostNames = config.NODE_ENV === 'production' ? [] : ['localhost', '127.0.0.1'];
  const hostNames = new Set([publicUrl.hostname, ...localHostNames]);
  const urlSchemes = publicUrl.protocol === 'https:' ? ['https', 'wss'] : ['http', 'ws'];
  return [...hostNames].flatMap((host) =>
    urlSchemes.flatMap((scheme) =>
      [publicPort, publicPort + 1].map((number) => `${scheme}://${host}:${number}`),
    ),
  );
}
