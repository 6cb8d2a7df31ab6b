import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import fastifyStatic from '@fastify/static';
import fp from 'fastify-plugin';
import { BUILT_FILES_OPTIONS } from './built-files.ts';

/**
 * The content security policy of the pages. It allows nothing from other sites, and requests only to this server.
 * Images may be `data:` URLs, because the style sheets contain small icons.
 */
const PAGES_CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "base-uri 'none'",
  "connect-src 'self'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "img-src 'self' data:",
  "script-src 'self'",
  "style-src 'self'",
].join('; ');

/**
 * Serves the API documents as pages: the REST API at /docs, and the events at /docs/events. The package `api-pages`
 * contains the pages.
 */
export const apiPagesPlugin = fp(
  async (app) => {
    await app.register(async (pages) => {
      pages.addHook('onSend', async (_request, reply) => {
        if (String(reply.getHeader('content-type')).startsWith('text/html'))
          reply.header('content-security-policy', PAGES_CONTENT_SECURITY_POLICY);
      });
      await pages.register(fastifyStatic, {
        ...BUILT_FILES_OPTIONS,
        root: findPagesFolder(),
        prefix: '/docs/',
      });
      pages.get('/docs', (_request, reply) => reply.sendFile('index.html'));
      pages.get('/docs/events', (_request, reply) => reply.sendFile('events.html'));
    });
  },
  { name: 'api-pages', dependencies: ['security-headers'] },
);

/**
 * Returns the folder of the built pages. A bundled service has a copy of the pages next to its programs. A service that
 * runs from its sources uses the pages that the package has built.
 */
function findPagesFolder(): string {
  const copiedFolder = fileURLToPath(new URL('./pages', import.meta.url));
  const builtFolder = new URL('../../../../../packages/api-pages/dist/pages', import.meta.url);
  return existsSync(copiedFolder) ? copiedFolder : fileURLToPath(builtFolder);
}
