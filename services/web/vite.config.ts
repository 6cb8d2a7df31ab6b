import react from '@vitejs/plugin-react';
import { defaultClientConditions, defineConfig, type ServerOptions } from 'vite';
import { compression } from 'vite-plugin-compression2';

/** The mode of builds that nobody downloads. Compression takes longer than such a build. */
export const UNCOMPRESSED_MODE = 'uncompressed';

/** Writes compressed copies beside the files. chat-api serves them. Fonts are already compressed. */
const compressedCopies = compression({
  algorithms: ['brotliCompress', 'gzip'],
  exclude: /\.woff2$/,
  threshold: 1_024,
});

export default defineConfig(({ mode }) => ({
  base: '/',
  plugins: [react(), mode === UNCOMPRESSED_MODE ? null : compressedCopies],
  // Bundle our packages from their sources. Unused code is left out, and changes take effect without building the
  // packages.
  resolve: { conditions: ['kcs-source', ...defaultClientConditions] },
  build: {
    outDir: 'dist',
    emptyOutDir: true,
    target: 'es2022',
    // Don't inline assets as `data:` addresses, because the Content-Security-Policy forbids them for scripts and
    // styles.
    assetsInlineLimit: 0,
    sourcemap: false,
  },
  server: serverOptions(process.env),
}));

/**
 * Returns the settings of the development server. Opened directly, the server forwards API and socket requests to a
 * running system. Behind a front door, the browser's hot-reload socket uses the port of the front door. README.md
 * describes the variables.
 */
function serverOptions(env: NodeJS.ProcessEnv): ServerOptions {
  const { KCS_FRONT_DOOR = 'http://localhost:4500', KCS_WEB_HOST, KCS_WEB_PORT, KCS_WEB_HMR_PORT } = env;
  return {
    ...(KCS_WEB_HOST && { host: KCS_WEB_HOST }),
    // Exit if the port is taken, because the front door forwards requests only to this port.
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
