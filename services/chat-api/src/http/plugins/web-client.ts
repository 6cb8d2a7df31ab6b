import { resolve } from 'node:path';
import fastifyStatic from '@fastify/static';
import type { FastifyReply, FastifyRequest } from 'fastify';
import fp from 'fastify-plugin';

interface WebClientOptions {
  readonly root: string;
}

const IMMUTABLE_CACHE_CONTROL = 'public, max-age=31536000, immutable';
const REVALIDATE_CACHE_CONTROL = 'no-cache';

/**
 * Serves the files of the web client at `/`. Files in `assets/` have a hash in their names, so browsers cache them for
 * a year. Browsers check the page itself on every load, so a deployment takes effect immediately.
 */
export const webClient = fp<WebClientOptions>(
  async (app, { root }) => {
    await app.register(fastifyStatic, {
      root: resolve(root),
      // Serve only files that existed at startup, so that no URL can reach a file outside the folder.
      wildcard: false,
      // The build writes a compressed `.br` and `.gz` copy of each file. The `Vary` header and the entity tag prevent
      // caches from serving a copy that the browser cannot read.
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

const NON_PAGE_PATHS = /^\/(api|docs|socket\.io|\.well-known|assets)(\/|$)/;

/**
 * Serves the web client's page for URLs that the web client handles in the browser. Returns undefined for missing files
 * and for API paths, which get a 404.
 */
export function sendWebPage(request: FastifyRequest, reply: FastifyReply): FastifyReply | undefined {
  const path = request.url.split('?')[0] ?? '/';
  const acceptsHtml = request.headers.accept?.includes('text/html') ?? false;
  const isReadRequest = ['GET', 'HEAD'].includes(request.method);
  const isFilePath = /\.\w+$/.test(path);
  if (!isReadRequest || !acceptsHtml || isFilePath || NON_PAGE_PATHS.test(path)) return undefined;
  return reply.sendFile('index.html');
}
