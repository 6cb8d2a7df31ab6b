import { resolve } from 'node:path';
import fastifyStatic from '@fastify/static';
import fp from 'fastify-plugin';
import { BUILT_FILES_OPTIONS } from './built-files.ts';

interface WebClientOptions {
  readonly root: string;
}

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
      ...BUILT_FILES_OPTIONS,
    });
  },
  { name: 'web-client' },
);
