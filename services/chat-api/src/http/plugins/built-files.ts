import type { FastifyStaticOptions } from '@fastify/static';

const IMMUTABLE_CACHE_CONTROL = 'public, max-age=31536000, immutable';
const REVALIDATE_CACHE_CONTROL = 'no-cache';

/**
 * The options with which chat-api serves the files of a Vite build. Files in `assets/` have a hash in their names, so
 * browsers cache them for a year. Browsers check all other files on every load, so a deployment takes effect
 * immediately.
 */
export const BUILT_FILES_OPTIONS: Pick<
  FastifyStaticOptions,
  'wildcard' | 'preCompressed' | 'cacheControl' | 'setHeaders'
> = {
  // Serve only files that existed at startup, so that no URL can reach a file outside the folder.
  wildcard: false,
  // The build writes a compressed `.br` and `.gz` copy of each file. The `Vary` header and the entity tag prevent caches
  // from serving a copy that the browser cannot decode.
  preCompressed: true,
  cacheControl: false,
  setHeaders: (reply, path) => {
    reply.header(
      'cache-control',
      /[\\/]assets[\\/]/.test(path) ? IMMUTABLE_CACHE_CONTROL : REVALIDATE_CACHE_CONTROL,
    );
  },
};
