import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import fastifyStatic from '@fastify/static';
import fp from 'fastify-plugin';
import { BUILT_FILES_OPTIONS } from './built-files.ts';

const ADMIN_PAGE = 'admin.html';

interface WebClientOptions {
  readonly root: string;
}

/**
 * Serves the files of the web client, the chat at `/`, and the administration page at `/admin`. Both pages store their
 * state in the URL fragment or in memory, so they need no other paths: every other path that is not a file returns 404
 * (ADDR-1). Files in `assets/` have a hash
 * in their names, so browsers cache them for a year. Browsers check the page itself on every load, so a deployment
 * takes effect immediately.
 */
export const webClientPlugin = fp<WebClientOptions>(
  async (app, { root }) => {
    await app.register(fastifyStatic, {
      root: resolve(root),
      ...BUILT_FILES_OPTIONS,
    });
    if (existsSync(resolve(root, ADMIN_PAGE)))
      app.get('/admin', { schema: { hide: true } }, (_request, reply) => reply.sendFile(ADMIN_PAGE));
  },
  { name: 'web-client' },
);
