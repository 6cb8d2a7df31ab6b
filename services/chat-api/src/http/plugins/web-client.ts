import { resolve } from 'node:path';
import fastifyStatic from '@fastify/static';
import fp from 'fastify-plugin';

interface WebClientOptions {
  readonly root: string;
}

const IMMUTABLE = 'public, max-age=31536000, immutable';
const REVALIDATE = 'no-cache';

/**
 * Serves the files of the web client, and its page at `/`. The page keeps the open room after the `#` of its address, so
 * every path without a file is unknown (ADDR-1). Files below `assets/` have a hash in their name, so browsers may cache
 * them indefinitely. Browsers revalidate the page itself on each load, so a deployment takes effect immediately.
 */
export const webClient = fp<WebClientOptions>(
  async (app, { root }) => {
    await app.register(fastifyStatic, {
      root: resolve(root),
      // Serve only files that existed at startup, so that no request path can reach a file outside the folder.
      wildcard: false,
      // The build writes a `.br` and a `.gz` copy of each file. The `Vary` header and the entity tag keep caches from
      // mixing up the copies.
      preCompressed: true,
      cacheControl: false,
      setHeaders: (reply, path) => {
        reply.header('cache-control', /[\\/]assets[\\/]/.test(path) ? IMMUTABLE : REVALIDATE);
      },
    });
  },
  { name: 'web-client' },
);
