/**
 * Thrown for a server URL that cannot be used. The message is a phrase that follows the variable's name, and contains
 * no part of the URL.
 */
export class ServerUrlError extends Error {
  constructor(problem: string) {
    super(problem);
    this.name = 'ServerUrlError';
  }
}

interface ParsedServerUrl {
  readonly protocol: string;
  /** The decoded user; undefined if the URL has none. */
  readonly user: string | undefined;
  readonly password: string | undefined;
  /** The server's address: `host` or `host:port`. */
  readonly host: string;
  readonly path: string;
  readonly query: URLSearchParams;
}

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

const SERVER_URL_PATTERN = /^([a-z]+):\/\/(?:([^/?#]*)@)?([^/?#]*)([^?#]*)(\?[^#]*)?$/;
const ENCODING_ADVICE =
  'percent-encode special characters in the user and the password (for example, write @ as %40)';

/** The URL parameters that request encryption from PostgreSQL, and the values that our client library supports. */
const POSTGRES_TLS_PARAMETERS: Readonly<Record<string, RegExp>> = {
  ssl: /^(true|false|0|1)$/,
  sslmode: /^(disable|prefer|require|verify-ca|verify-full|no-verify)$/,
  sslcert: /./,
  sslkey: /./,
  sslrootcert: /./,
  sslnegotiation: /^(postgres|direct)$/,
};

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

/**
 * Checks `REDIS_URL` and returns its password. Throws ServerUrlError if the URL is invalid, or if the client library
 * would ignore a part of it.
 */
export function parseRedisUrl(text: string): { readonly password: string | undefined } {
  const { user, password, host, path, query } = parseServerUrl(text, ['redis', 'rediss']);
  if (!host) throw new ServerUrlError('has no host. Add the name or address of the server');
  if (!/^(\/\d*)?$/.test(path) || query.size > 0) {
    throw new ServerUrlError(
      'may have only a database number after the host. To request TLS, use rediss:// instead of redis://',
    );
  }
  if (user && !password) {
    throw new ServerUrlError(
      'has a user without a password. Use redis://user:password@host, or redis://:password@host',
    );
  }
  return { password };
}

/**
 * Checks a PostgreSQL URL and returns its password. Throws ServerUrlError if the URL is invalid, or if it requests
 * encryption in a way that the client library would ignore.
 */
export function parsePostgresUrl(text: string): { readonly password: string | undefined } {
  const { password, host, query } = parseServerUrl(text, ['postgres', 'postgresql']);
  if (!host && !query.get('host'))
    throw new ServerUrlError('has no host. Add the name or address of the server');
  for (const [name, value] of query) {
    const validValuePattern = POSTGRES_TLS_PARAMETERS[name];
    if (
      validValuePattern ? !validValuePattern.test(value) : /ssl|tls/i.test(name) && name !== 'uselibpqcompat'
    ) {
      throw new ServerUrlError(
        validValuePattern
          ? `has an unsupported value for ${name}. For verified TLS, use sslmode=verify-full`
          : `has the unsupported TLS parameter ${name}. Use one of: ${Object.keys(POSTGRES_TLS_PARAMETERS).join(', ')}`,
      );
    }
  }
  return { password };
}

function readNatsCredentials({ user, password }: ParsedServerUrl): ParsedNatsUrl['credentials'] {
  if (user === undefined) return undefined;
  if (!user) throw new ServerUrlError('has a password without a user. Use nats://user:password@host');
  return password === undefined ? { token: user } : { user, pass: password };
}

function parseServerUrl(text: string, protocols: readonly string[]): ParsedServerUrl {
  const [, protocol = '', userinfo, host = '', path = '', query = ''] = SERVER_URL_PATTERN.exec(text) ?? [];
  if (!protocols.includes(/^([a-z]+):\/\//.exec(text)?.[1] ?? '')) {
    throw new ServerUrlError(`must start with ${protocols.map((name) => `${name}://`).join(' or ')}`);
  }
  // A `/`, `?`, or `#` that is not percent-encoded ends the host part, even inside a password. An `@` after the host
  // part therefore means that the password contains one of these characters.
  const hostPathAndQuery = `${host}${path}${query}`;
  const urlWithHost = `${protocol}://${userinfo === undefined ? '' : `${userinfo}@`}${host ? hostPathAndQuery : `localhost${hostPathAndQuery}`}`;
  if (!protocol || /\s/.test(text) || hostPathAndQuery.includes('@') || !URL.canParse(urlWithHost)) {
    throw new ServerUrlError(`is not a valid URL. Correct it, and ${ENCODING_ADVICE}`);
  }
  const colonIndex = userinfo?.indexOf(':') ?? -1;
  return {
    protocol,
    user: decodeUserinfoPart(colonIndex < 0 ? userinfo : userinfo?.slice(0, colonIndex)),
    password: colonIndex < 0 ? undefined : decodeUserinfoPart(userinfo?.slice(colonIndex + 1)),
    host,
    path,
    query: new URLSearchParams(query),
  };
}

function decodeUserinfoPart(text: string | undefined): string | undefined {
  try {
    return text === undefined ? undefined : decodeURIComponent(text);
  } catch {
    throw new ServerUrlError(`contains a % that encodes nothing. Write a % as %25, and ${ENCODING_ADVICE}`);
  }
}
