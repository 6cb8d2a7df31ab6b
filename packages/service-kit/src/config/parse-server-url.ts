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

export interface ParsedServerUrl {
  readonly protocol: string;
  /** The decoded user; undefined if the URL has none. */
  readonly user: string | undefined;
  readonly password: string | undefined;
  /** The server's address: `host` or `host:port`. */
  readonly host: string;
  readonly path: string;
  readonly query: URLSearchParams;
}

const SERVER_URL_PATTERN = /^([a-z]+):\/\/(?:([^/?#]*)@)?([^/?#]*)([^?#]*)(\?[^#]*)?$/;
const ENCODING_ADVICE =
  'percent-encode special characters in the user and the password (for example, write @ as %40)';

/** Splits a server URL into its parts. Throws ServerUrlError if the URL is invalid or has none of the `protocols`. */
export function parseServerUrl(text: string, protocols: readonly string[]): ParsedServerUrl {
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
