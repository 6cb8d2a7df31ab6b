/** Why a URL cannot be used, as a phrase that follows the variable's name. It contains no part of the URL. */
export class ServerUrlError extends Error {
  constructor(problem: string) {
    super(problem);
    this.name = 'ServerUrlError';
  }
}

interface ServerUrl {
  readonly protocol: string;
  /** The decoded user; undefined if the URL has none. */
  readonly user: string | undefined;
  readonly password: string | undefined;
  /** `host` or `host:port`. */
  readonly host: string;
  readonly path: string;
  readonly query: URLSearchParams;
}

/** The servers, encryption, and credentials that `NATS_URL` specifies. */
export interface NatsTarget {
  /** Each `host` or `host:port`. */
  readonly servers: readonly string[];
  /** Whether every connection must be encrypted. */
  readonly tls: boolean;
  readonly credentials:
    | { readonly user: string; readonly pass: string }
    | { readonly token: string }
    | undefined;
}

const PARTS = /^([a-z]+):\/\/(?:([^/?#]*)@)?([^/?#]*)([^?#]*)(\?[^#]*)?$/;
const ENCODE = 'percent-encode special characters in the user and the password, such as @ as %40';

/** The parameters with which PostgreSQL URLs request encryption, and the values that our client acts on. */
const TLS_PARAMETERS: Readonly<Record<string, RegExp>> = {
  ssl: /^(true|false|0|1)$/,
  sslmode: /^(disable|prefer|require|verify-ca|verify-full|no-verify)$/,
  sslcert: /./,
  sslkey: /./,
  sslrootcert: /./,
  sslnegotiation: /^(postgres|direct)$/,
};

/**
 * Reads `NATS_URL`: one or more servers, separated by commas. `tls://` means an encrypted connection or none. A user
 * without a password is a token. Throws ServerUrlError if the URL cannot be used as a whole.
 */
export function readNatsUrl(text: string): NatsTarget {
  const urls = text.split(',').map((part) => split(part.trim(), ['nats', 'tls']));
  for (const { host, path, query } of urls) {
    if (!host) throw new ServerUrlError('has no host');
    if (path.length > 1 || query.size > 0) throw new ServerUrlError('may have neither a path nor parameters');
  }
  const distinct = (values: readonly unknown[]) => new Set(values.map((value) => JSON.stringify(value))).size;
  if (distinct(urls.map(({ protocol }) => protocol)) > 1) {
    throw new ServerUrlError('mixes nats:// and tls://: use tls:// for all servers, or for none');
  }
  const given = urls.map(natsCredentials).filter((credentials) => credentials !== undefined);
  if (distinct(given) > 1) {
    throw new ServerUrlError(
      'has different credentials for its servers: use the same credentials for all servers',
    );
  }
  return {
    servers: urls.map(({ host }) => host),
    tls: urls[0]?.protocol === 'tls',
    credentials: given[0],
  };
}

/** Checks `REDIS_URL`. Throws ServerUrlError unless the client acts on every part of it. */
export function readRedisUrl(text: string): { readonly password: string | undefined } {
  const { user, password, host, path, query } = split(text, ['redis', 'rediss']);
  if (!host) throw new ServerUrlError('has no host');
  if (!/^(\/\d*)?$/.test(path) || query.size > 0) {
    throw new ServerUrlError('may have only a database number after the host: use rediss:// to request TLS');
  }
  if (user && !password) {
    throw new ServerUrlError(
      'has a user without a password: use redis://user:password@host, or redis://:password@host',
    );
  }
  return { password };
}

/** Checks a PostgreSQL URL. Throws ServerUrlError if it requests encryption in a way that the client would ignore. */
export function readPostgresUrl(text: string): { readonly password: string | undefined } {
  const { password, host, query } = split(text, ['postgres', 'postgresql']);
  if (!host && !query.get('host')) throw new ServerUrlError('has no host');
  for (const [name, value] of query) {
    const known = TLS_PARAMETERS[name];
    if (known ? !known.test(value) : /ssl|tls/i.test(name) && name !== 'uselibpqcompat') {
      const valid = Object.keys(TLS_PARAMETERS).join(', ');
      throw new ServerUrlError(
        `has an unknown parameter or value for TLS (${name}): use sslmode=verify-full, or another of ${valid}`,
      );
    }
  }
  return { password };
}

function natsCredentials({ user, password }: ServerUrl): NatsTarget['credentials'] {
  if (user === undefined) return undefined;
  if (!user) throw new ServerUrlError('has a password without a user: use nats://user:password@host');
  return password === undefined ? { token: user } : { user, pass: password };
}

function split(text: string, protocols: readonly string[]): ServerUrl {
  const [, protocol = '', userinfo, host = '', path = '', query = ''] = PARTS.exec(text) ?? [];
  if (!protocols.includes(/^([a-z]+):\/\//.exec(text)?.[1] ?? '')) {
    throw new ServerUrlError(`must start with ${protocols.map((name) => `${name}://`).join(' or ')}`);
  }
  // A raw `/`, `?`, or `#` in a password ends the host part. If an `@` follows the host part, the password contains
  // such a character.
  const rest = `${host}${path}${query}`;
  const withHost = `${protocol}://${userinfo === undefined ? '' : `${userinfo}@`}${host ? rest : `localhost${rest}`}`;
  if (!protocol || /\s/.test(text) || rest.includes('@') || !URL.canParse(withHost)) {
    throw new ServerUrlError(`is not a valid URL: correct it, and ${ENCODE}`);
  }
  const at = userinfo?.indexOf(':') ?? -1;
  return {
    protocol,
    user: decode(at < 0 ? userinfo : userinfo?.slice(0, at)),
    password: at < 0 ? undefined : decode(userinfo?.slice(at + 1)),
    host,
    path,
    query: new URLSearchParams(query),
  };
}

function decode(text: string | undefined): string | undefined {
  try {
    return text === undefined ? undefined : decodeURIComponent(text);
  } catch {
    throw new ServerUrlError(`contains a % that encodes nothing: ${ENCODE}`);
  }
}
