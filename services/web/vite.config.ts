import react from '@vitejs/plugin-react';
import { defaultClientConditions, defineConfig } from 'vite';

/** Where `vite dev` finds the front door of a running system. */
const FRONT_DOOR = process.env.KCS_FRONT_DOOR ?? 'http://localhost:4500';

export default defineConfig({
  base: '/',
  plugins: [react()],
  // The contracts are bundled from their source, so that only what is used gets in.
  resolve: { conditions: ['kcs-source', ...defaultClientConditions] },
  build: {
    outDir: 'dist',
    emptyOutDir: true,
    target: 'es2022',
    // The Content-Security-Policy allows no `data:` addresses.
    assetsInlineLimit: 0,
    sourcemap: false,
  },
  server: {
    proxy: {
      '/api': FRONT_DOOR,
      '/socket.io': { target: FRONT_DOOR, ws: true },
    },
  },
});
