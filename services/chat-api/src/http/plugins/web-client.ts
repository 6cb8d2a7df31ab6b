import { resolve } from 'node:path';
import fastifyStatic from '@fastify/static';
import type { FastifyReply, FastifyRequest } from 'fastify';
import fp from 'fastify-plugin';

interface WebClientOptions {
  readonly root: string;
}

const IMMUTABLE = 'public, max-age=31536000, immutable';
const REVALIDATE = 'no-cache';

/**
 * Serves the web client's files at `/`. Files below `assets/` have a hash in their name and are cached indefinitely.
 * The page itself is revalidated each time, so a deploy takes effect immediately.
 */
export const webClient = fp<WebClientOptions>(
  async (app, { root }) => {
    await app.register(fastifyStatic, {
      root: resolve(root),
      // Only files that exist at start are served, so no path can leave the folder.
      wildcard: false,
      cacheControl: false,
      setHeaders: (reply, path) => {
        reply.header('cache-control', /[\\/]assets[\\/]/.test(path) ? IMMUTABLE : REVALIDATE);
      },
    });
  },
  { name: 'web-client' },
);

const NOT_PAGES = /^\/(api|docs|socket\.io|\.well-known|assets)(\/|$)/;

/** Serves the client's page for addresses that the client routes itself. Missing files stay 404. */
export function webPage(request: FastifyRequest, reply: FastifyReply): FastifyReply | undefined {
  const path = request.url.split('?')[0] ?? '/';
  const acceptsHtml = request.headers.accept?.includes('text/html') ?? false;
  const isRead = ['GET', 'HEAD'].includes(request.method);
  const isFile = /\.\w+$/.test(path);
  if (!isRead || !acceptsHtml || isFile || NOT_PAGES.test(path)) return undefined;
  return reply.sendFile('index.html');
}
