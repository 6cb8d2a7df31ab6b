import { join } from 'node:path';
import type { ProcessSpec } from '@kcs/private-servers';

const PROBE_TIMEOUT_MS = 3_000;

/**
 * Returns the process spec of Vite's development server, to which HAProxy forwards the requests for pages and hot
 * reload.
 */
export function createWebSpec(
  root: string,
  port: number,
  env: Readonly<Record<string, string>>,
): ProcessSpec {
  const webFolder = join(root, 'services', 'web');
  const viteUrl = `http://127.0.0.1:${port}`;
  return {
    name: 'web',
    command: process.execPath,
    args: [
      join(webFolder, 'node_modules', 'vite', 'bin', 'vite.js'),
      ...['--host', '127.0.0.1', '--port', String(port), '--strictPort', '--clearScreen', 'false'],
    ],
    cwd: webFolder,
    env: { ...env, NODE_ENV: 'development' },
    url: viteUrl,
    opsUrl: null,
    stopSignal: 'SIGTERM',
    stopWithinMs: 1_000,
    probe: async () => {
      const viteResponse = await fetch(`${viteUrl}/@vite/client`, {
        signal: AbortSignal.timeout(PROBE_TIMEOUT_MS),
      });
      await viteResponse.body?.cancel();
      if (!viteResponse.ok) throw new Error(`Vite answered with status ${viteResponse.status}`);
    },
  };
}
