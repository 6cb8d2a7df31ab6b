import { join } from 'node:path';
import { constants } from 'node:zlib';
import { defineConfig } from 'vite';
import { compression, defineAlgorithm } from 'vite-plugin-compression2';

/** Not the highest quality: 11 takes ten times as long, and the files become only 10% smaller. */
const BROTLI_QUALITY = 9;

/** Writes compressed copies beside the built files. chat-api serves these copies. */
const compressionPlugin = compression({
  algorithms: [
    defineAlgorithm('brotliCompress', { params: { [constants.BROTLI_PARAM_QUALITY]: BROTLI_QUALITY } }),
    'gzip',
  ],
  threshold: 1_024,
});

export default defineConfig({
  base: '/docs/',
  plugins: [compressionPlugin],
  resolve: {
    alias: [
      { find: '@asyncapi/parser/cjs/document', replacement: '@asyncapi/parser/esm/document' },
      {
        find: /^@asyncapi\/specs$/,
        replacement: join(import.meta.dirname, 'src/events/no-specifications.ts'),
      },
    ],
  },
  build: {
    outDir: 'dist/pages',
    emptyOutDir: true,
    target: 'es2022',
    // Don't inline assets as `data:` URLs, because the Content-Security-Policy forbids them for scripts and styles.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    sourcemap: false,
    rolldownOptions: {
      input: ['index.html', 'events.html'],
    },
  },
});
