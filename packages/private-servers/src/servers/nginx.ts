import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { findBinaryPath } from '../process/find-binary.ts';
import type { ProcessSpec } from '../process/process-spec.ts';
import { createServerEnvironment } from '../process/server-environment.ts';
import { requireProgram } from './required.ts';
import type { ServerSettings } from './server-settings.ts';

export interface NginxSettings extends ServerSettings {
  /** The `host:port` of each chat-api and of each gateway. */
  chatApis: readonly string[];
  gateways: readonly string[];
}

const RECIPE_PATH = fileURLToPath(new URL('../../../../infra/nginx/kcs-chat.conf', import.meta.url));
const MAX_CONNECTIONS = 8_192;
const TEMPORARY_FOLDERS = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'];

/** Returns the path of nginx; undefined if it is not installed. */
export const findNginxPath = (): string | undefined => findBinaryPath('nginx');

/** Returns the path of the access log, with one JSON object for each request to a gateway. */
export const getNginxAccessLogPath = (dir: string): string => join(dir, 'access.log');

/** Returns the process spec of nginx with the recipe in `infra/nginx`, which only gets the addresses of this system. */
export function createNginxSpec(settings: NginxSettings): ProcessSpec {
  const { dir, port } = settings;
  const mainPath = join(dir, 'nginx.conf');
  const url = `http://127.0.0.1:${port}`;
  return {
    name: 'nginx',
    command: requireProgram('nginx', findNginxPath()),
    args: ['-c', mainPath, '-p', dir, '-e', 'stderr', '-g', 'daemon off;'],
    env: createServerEnvironment(),
    url,
    opsUrl: null,
    stopSignal: 'SIGTERM',
    stopWithinMs: 3_000,
    prepare: async () => {
      await mkdir(dir, { recursive: true });
      await writeFile(
        join(dir, 'kcs-chat.conf'),
        renderRecipe(await readFile(RECIPE_PATH, 'utf8'), settings),
      );
      await writeFile(mainPath, formatMainConfig(dir));
    },
    probe: async () => {
      const response = await fetch(`${url}/socket.io/`, { signal: AbortSignal.timeout(1_000) });
      await response.body?.cancel();
    },
  };
}

/** Returns the recipe with other addresses. Throws if the recipe no longer contains the lines with its own addresses. */
function renderRecipe(recipe: string, { port, chatApis, gateways }: NginxSettings): string {
  const replace = (text: string, pattern: RegExp, lines: readonly string[]) => {
    if (!pattern.test(text)) throw new Error(`kcs-chat.conf has no line that matches ${pattern}`);
    return text.replace(pattern, lines.map((line) => `${line}\n`).join(''));
  };
  let config = replace(recipe, /^ *listen 80;\n/m, [`listen 127.0.0.1:${port};`]);
  config = replace(
    config,
    /( *server chat-api-\d:3000;\n)+/,
    chatApis.map((address) => `server ${address};`),
  );
  const gatewayLines = gateways.map((address) => `server ${address} max_fails=0;`);
  return replace(config, /( *server gateway-\d:3000 max_fails=0;\n)+/, gatewayLines);
}

/** Returns the main configuration, which keeps all files of nginx in the folder. */
function formatMainConfig(dir: string): string {
  const folderLines = TEMPORARY_FOLDERS.map((name) => `  ${name}_temp_path ${join(dir, name)};`);
  return `
${process.getuid?.() === 0 ? 'user root;' : ''}
worker_processes 1;
worker_rlimit_nofile ${2 * MAX_CONNECTIONS};
pid ${join(dir, 'nginx.pid')};
events { worker_connections ${MAX_CONNECTIONS}; }
http {
${folderLines.join('\n')}
  log_format requests escape=json
    '{"status":$status,"method":"$request_method","transport":"$arg_transport","sid":"$arg_sid","upstreams":"$upstream_status"}';
  access_log ${getNginxAccessLogPath(dir)} requests;
  include ${join(dir, 'kcs-chat.conf')};
}
`;
}
