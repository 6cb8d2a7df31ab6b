import { type ParsedServerUrl, parseServerUrl, ServerUrlError } from './parse-server-url.ts';

/** The servers, encryption, and credentials that `NATS_URL` specifies. */
export interface ParsedNatsUrl {
  /** Each element is `host` or `host:port`. */
  readonly servers: readonly string[];
  /** Whether every connection must be encrypted. */
  readonly tls: boolean;
  readonly credentials:
    | { readonly user: string; readonly pass: string }
    | { readonly token: string }
    | undefined;
}

/**
 * Parses `NATS_URL`: one or more servers, separated by commas. With `tls://`, the client never connects without
 * encryption. A user without a password is a token. Throws ServerUrlError if any part of the URL is invalid.
 */
export function parseNatsUrl(text: string): ParsedNatsUrl {
  const parsedServerUrls = text.split(',').map((part) => parseServerUrl(part.trim(), ['nats', 'tls']));
  for (const { host, path, query } of parsedServerUrls) {
    if (!host) throw new ServerUrlError('has no host. Add the name or address of the server');
    if (path.length > 1 || query.size > 0)
      throw new ServerUrlError('may have neither a path nor parameters. Remove everything after the port');
  }
  const countDistinct = (values: readonly unknown[]) =>
    new Set(values.map((value) => JSON.stringify(value))).size;
  if (countDistinct(parsedServerUrls.map(({ protocol }) => protocol)) > 1) {
    throw new ServerUrlError('mixes nats:// and tls://. Use tls:// for all servers, or for none');
  }
  const credentials = parsedServerUrls
    .map(readNatsCredentials)
    .filter((credentials) => credentials !== undefined);
  if (countDistinct(credentials) > 1) {
    throw new ServerUrlError(
      'has different credentials for its servers. Use the same credentials for all servers',
    );
  }
  return {
    servers: parsedServerUrls.map(({ host }) => host),
    tls: parsedServerUrls[0]?.protocol === 'tls',
    credentials: credentials[0],
  };
}

function readNatsCredentials({ user, password }: ParsedServerUrl): ParsedNatsUrl['credentials'] {
  if (user === undefined) return undefined;
  if (!user) throw new ServerUrlError('has a password without a user. Use nats://user:password@host');
  return password === undefined ? { token: user } : { user, pass: password };
}
