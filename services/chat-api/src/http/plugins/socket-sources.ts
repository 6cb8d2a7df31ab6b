import type { Config } from '../../config/config.ts';

/**
 * Where a page may open sockets: the front door and the port after it (protocol §1), by HTTP and as a WebSocket. In
 * development the front door has every local name.
 */
export function socketSources(config: Pick<Config, 'PUBLIC_URL' | 'NODE_ENV'>): string[] {
  const url = new URL(config.PUBLIC_URL);
  const port = Number(url.port || (url.protocol === 'https:' ? 443 : 80));
  const local = config.NODE_ENV === 'production' ? [] : ['localhost', '127.0.0.1'];
  const hosts = new Set([url.hostname, ...local]);
  const schemes = url.protocol === 'https:' ? ['https', 'wss'] : ['http', 'ws'];
  return [...hosts].flatMap((host) =>
    schemes.flatMap((scheme) => [port, port + 1].map((one) => `${scheme}://${host}:${one}`)),
  );
}
