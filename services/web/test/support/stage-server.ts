import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';
import { UNCOMPRESSED_MODE } from '../../vite.config.ts';

const WEB_PACKAGE_ROOT = fileURLToPath(new URL('../..', import.meta.url));
const STAGE_PAGE_PATH = 'test/support/stage.html';

const CONTENT_TYPE_BY_EXTENSION: Readonly<Record<string, string>> = {
  html: 'text/html',
  js: 'text/javascript',
  css: 'text/css',
  svg: 'image/svg+xml',
  woff2: 'font/woff2',
};
/** This policy forbids inline styles. It is stricter than the policy that chat-api sends with the real page. */
const CONTENT_SECURITY_POLICY = "default-src 'self'";

interface StageServer {
  readonly url: string;
  close(): Promise<void>;
}

/** Bundles the test page with the Vite settings of the real page, and serves it from memory on a free port. */
export async function startStageServer(): Promise<StageServer> {
  const fileByPath = await bundleStage();
  fileByPath.set('/favicon.svg', await readFile(`${WEB_PACKAGE_ROOT}/public/favicon.svg`));
  const httpServer = createServer((request, response) => {
    const requestPath = new URL(request.url ?? '/', 'http://stage').pathname;
    const requestedFile = fileByPath.get(requestPath);
    if (requestedFile === undefined) return response.writeHead(404).end();
    const contentType =
      CONTENT_TYPE_BY_EXTENSION[requestPath.split('.').at(-1) ?? ''] ?? 'application/octet-stream';
    response
      .writeHead(200, { 'content-type': contentType, 'content-security-policy': CONTENT_SECURITY_POLICY })
      .end(requestedFile);
  });
  httpServer.listen(0, '127.0.0.1');
  await once(httpServer, 'listening');
  const { port } = httpServer.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/${STAGE_PAGE_PATH}`,
    async close() {
      httpServer.closeAllConnections();
      httpServer.close();
      await once(httpServer, 'close');
    },
  };
}

async function bundleStage(): Promise<Map<string, string | Uint8Array>> {
  const buildResult = await build({
    root: WEB_PACKAGE_ROOT,
    mode: UNCOMPRESSED_MODE,
    logLevel: 'warn',
    build: {
      write: false,
      minify: false,
      rollupOptions: { input: `${WEB_PACKAGE_ROOT}/${STAGE_PAGE_PATH}` },
    },
  });
  const buildOutputs = Array.isArray(buildResult) ? buildResult : [buildResult];
  return new Map(
    buildOutputs.flatMap((output) =>
      'output' in output
        ? output.output.map((file) => [`/${file.fileName}`, file.type === 'chunk' ? file.code : file.source])
        : [],
    ),
  );
}
