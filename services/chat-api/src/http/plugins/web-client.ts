import { resolve } from 'node:path';
import fastifyStatic from '@fastify/static';
import type { FastifyReply, FastifyRequest } from 'fastify';
import fp from 'fastify-plugin';

interface Options {
  readonly root: string;
}

const FOREVER = 'public, max-age=31536000, immutable';
const ASK_EACH_TIME = 'no-cache';

/**
 * The web client's files at `/`. What is below `assets/` has a hash in its name and is kept for ever; the page itself is
 * asked for each time, so that a deploy shows.
 */
export const webClient = fp<Options>(
  async (app, { root }) => {
    await app.register(fastifyStatic, {
      root: resolve(root),
      // Only files that were there at the start: nothing to walk out of.
      wildcard: false,
      cacheControl: false,
      setHeaders: (reply, path) => {
        reply.header('cache-control', /[\\/]assets[\\/]/.test(path) ? FOREVER : ASK_EACH_TIME);
      },
    });
  },
  { name: 'web-client' },
);

const NOT_PAGES = /^\/(api|docs|socket\.io|\.well-known|assets)(\/|$)/;

/** Addresses inside the client are its own to answer: they get the page. Files that do not exist stay 404. */
export function webPage(request: FastifyRequest, reply: FastifyReply): FastifyReply | undefined {
  const path = request.url.split('?')[0] ?? '/';
  const wantsPage = request.headers.accept?.includes('text/html') ?? false;
  if (
    !['GET', 'HEAD'].includes(request.method) ||
    !wantsPage ||
    NOT_PAGES.test(path) ||
    /\.\w+$/.test(path)
  ) {
    return undefined;
  }
  return reply.sendFile('index.html');
}
