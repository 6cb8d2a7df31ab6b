import react from '@vitejs/plugin-react';
import { defaultClientConditions, defineConfig, type ServerOptions } from 'vite';

export default defineConfig({
  base: '/',
  plugins: [react()],
  // Bundle our packages from their sources, so that unused code is left out and changes to them take effect
  // immediately.
  resolve: { conditions: ['kcs-source', ...defaultClientConditions] },
  build: {
    outDir: 'dist',
    emptyOutDir: true,
    target: 'es2022',
    // The Content-Security-Policy forbids `data:` addresses for scripts and styles.
    assetsInlineLimit: 0,
    sourcemap: false,
  },
  server: serverOptions(process.env),
});

/**
 * The development server, alone or behind the front door. Alone, it forwards API and socket requests to a running
 * system. Behind a front door, the browser's hot-reload socket must use the front door's port. README.md describes the
 * variables.
 */
function serverOptions(env: NodeJS.ProcessEnv): ServerOptions {
  const { KCS_FRONT_DOOR = 'http://localhost:4500', KCS_WEB_HOST, KCS_WEB_PORT, KCS_WEB_HMR_PORT } = env;
  return {
    ...(KCS_WEB_HOST && { host: KCS_WEB_HOST }),
    // The front door knows only this port, so using another free port would not help.
    ...(KCS_WEB_PORT && { port: Number(KCS_WEB_PORT), strictPort: true }),
    ...(KCS_WEB_HMR_PORT && { hmr: { clientPort: Number(KCS_WEB_HMR_PORT) } }),
    // Editors truncate a file before they write it. Without this, a change seen between the two may never reach the page.
    watch: { awaitWriteFinish: { stabilityThreshold: 30, pollInterval: 10 } },
    proxy: {
      '/api': KCS_FRONT_DOOR,
      '/socket.io': { target: KCS_FRONT_DOOR, ws: true },
    },
  };
}
