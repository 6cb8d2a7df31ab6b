import react from '@vitejs/plugin-react';
import { defaultClientConditions, defineConfig, type ServerOptions } from 'vite';
import { compression } from 'vite-plugin-compression2';

/**
 * The mode for builds that only tests use. These builds are not compressed, because compression takes longer than the
 * build itself.
 */
export const UNCOMPRESSED_MODE = 'uncompressed';

/**
 * Writes compressed copies beside the built files. chat-api serves these copies. Fonts are skipped, because they are
 * already compressed.
 */
const compressionPlugin = compression({
  algorithms: ['brotliCompress', 'gzip'],
  exclude: /\.woff2$/,
  threshold: 1_024,
});

export default defineConfig(({ mode }) => ({
  base: '/',
  // Respond with 404 for unknown paths, as chat-api does.
  appType: 'mpa',
  plugins: [react(), mode === UNCOMPRESSED_MODE ? null : compressionPlugin],
  // Bundle our packages from their source code. The bundle omits unused code, and source changes take effect without
  // building the packages.
  resolve: { conditions: ['kcs-source', ...defaultClientConditions] },
  build: {
    outDir: 'dist',
    emptyOutDir: true,
    target: 'es2022',
    // Don't inline assets as `data:` URLs, because the Content-Security-Policy forbids them for scripts and styles.
    assetsInlineLimit: 0,
    sourcemap: false,
    // The chat at `/`, and the administration page at `/admin`.
    rollupOptions: { input: ['index.html', 'admin.html'] },
  },
  server: createServerOptions(process.env),
}));

/**
 * Returns the settings of the development server. If browsers open it directly, it forwards API and socket requests to
 * a running system. Behind a front door, the hot-reload socket connects to the front door's port. README.md describes
 * the environment variables.
 */
function createServerOptions(env: NodeJS.ProcessEnv): ServerOptions {
  const { KCS_FRONT_DOOR = 'http://localhost:4500', KCS_WEB_HOST, KCS_WEB_PORT, KCS_WEB_HMR_PORT } = env;
  return {
    ...(KCS_WEB_HOST && { host: KCS_WEB_HOST }),
    // Exit if the given port is in use, because the front door forwards requests only to this port.
    ...(KCS_WEB_PORT && { port: Number(KCS_WEB_PORT), strictPort: true }),
    ...(KCS_WEB_HMR_PORT && { hmr: { clientPort: Number(KCS_WEB_HMR_PORT) } }),
    // Wait until a changed file is complete. Editors truncate a file before they write it, and a change detected in
    // between may never reach the page.
    watch: { awaitWriteFinish: { stabilityThreshold: 30, pollInterval: 10 } },
    proxy: {
      '/api': KCS_FRONT_DOOR,
      '/socket.io': { target: KCS_FRONT_DOOR, ws: true },
    },
  };
}
