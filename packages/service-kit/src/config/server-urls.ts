import { parseServerUrl, ServerUrlError } from './parse-server-url.ts';

const DEFAULT_SENTINEL_PORT = 26_379;
const DEFAULT_REDIS_PORT = 6_379;

/** Matches the host and the port in a URL of Redis. */
export const REDIS_HOST_PATTERN = /[^@/]+(?=\/?\d*$)/;

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

/** Returns whether connections to this Redis server are encrypted. */
export const usesRedisTls = (url: string): boolean => url.startsWith('rediss:');

/**
 * Checks `REDIS_SENTINELS`, and returns the URL of each Sentinel. Throws ServerUrlError if any part of it is invalid.
 */
export function parseSentinelUrls(text: string): string[] {
  return splitServerUrl(text).map((url) => {
    parseRedisUrl(url);
    const { host, path } = parseServerUrl(url, ['redis', 'rediss']);
    if (path.length > 1)
      throw new ServerUrlError('may not have a database number. Remove everything after the last port');
    return /:\d+$/.test(host) ? url : url.replace(/\/?$/, `:${DEFAULT_SENTINEL_PORT}`);
  });
}

/**
 * Checks `REDIS_CLUSTER`, and returns the address of each node as `host:port`. Throws ServerUrlError if any part of it is
 * invalid.
 */
export function parseClusterAddresses(text: string): string[] {
  if (/[@/]/.test(text))
    throw new ServerUrlError(
      'may contain only host:port, separated by commas. The user, the password, and rediss:// are taken from REDIS_URL',
    );
  return text.split(',').map((part) => {
    const address = part.trim();
    if (!URL.canParse(`redis://${address}`) || /[?#\s]/.test(address) || address === '')
      throw new ServerUrlError('contains an invalid address. Write host:port, separated by commas');
    return /:\d+$/.test(address) ? address : `${address}:${DEFAULT_REDIS_PORT}`;
  });
}

const SEVERAL_HOSTS_PATTERN = /^([a-z]+:\/\/(?:[^/?#]*@)?)([^/?#@]*)(.*)$/;

/**
 * Splits a URL with several hosts, such as `postgresql://user@a:5432,b:5432/kcs`, into one URL per host.
 * Returns a URL with one host unchanged.
 */
export function splitServerUrl(text: string): string[] {
  const [, start = '', hosts = '', end = ''] = SEVERAL_HOSTS_PATTERN.exec(text) ?? [];
  if (!hosts.includes(',')) return [text];
  return hosts.split(',').map((host) => `${start}${host}${end}`);
}

/**
 * Checks a PostgreSQL URL and returns its password. Throws ServerUrlError if the URL is invalid, or if it requests
 * encryption in a way that the client library would ignore.
 */
export function parsePostgresUrl(text: string): { readonly password: string | undefined } {
  const passwords = splitServerUrl(text).map(checkPostgresUrl);
  return { password: passwords[0] };
}

/** Checks a PostgreSQL URL with one host, and returns its password. */
function checkPostgresUrl(text: string): string | undefined {
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
  return password;
}
