import { resolve } from 'node:path';
import fastifyStatic from '@fastify/static';
import fp from 'fastify-plugin';

interface WebClientOptions {
  readonly root: string;
}

const IMMUTABLE_CACHE_CONTROL = 'public, max-age=31536000, immutable';
const REVALIDATE_CACHE_CONTROL = 'no-cache';

/**
 * Serves the files of the web client, and its page at `/`. The page stores the open room in the URL fragment, so it
 * needs no other path: every path that is neither `/` nor a file returns 404 (ADDR-1). Files in `assets/` have a hash
 * in their names, so browsers cache them for a year. Browsers check the page itself on every load, so a deployment
 * takes effect immediately.
 */
export const webClientPlugin = fp<WebClientOptions>(
  async (app, { root }) => {
    await app.register(fastifyStatic, {
      root: resolve(root),
      // Serve only files that existed at startup, so that no URL can reach a file outside the folder.
      wildcard: false,
      // The build writes a compressed `.br` and `.gz` copy of each file. The `Vary` header and the entity tag prevent
      // caches from serving a copy that the browser cannot decode.
      preCompressed: true,
      cacheControl: false,
      setHeaders: (reply, path) => {
        reply.header(
          'cache-control',
          /[\\/]assets[\\/]/.test(path) ? IMMUTABLE_CACHE_CONTROL : REVALIDATE_CACHE_CONTROL,
        );
      },
    });
  },
  { name: 'web-client' },
);
