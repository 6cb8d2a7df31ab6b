interface OriginConfig {
  readonly PUBLIC_URL: string;
  readonly CORS_ORIGINS?: readonly string[] | undefined;
  readonly NODE_ENV: string;
}

/**
 * Matches only IP addresses and local names. Any other name could belong to an attacker whose page reaches this machine
 * through DNS rebinding.
 */
const LOCAL_NETWORK_HOST = /^(\d+(\.\d+){3}|\[[\da-f:]+\]|[a-z\d-]+(\.local)?)$/;
const LOCAL_ORIGIN = /^https?:\/\/(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/;
const WEB_URL = /^https?:\/\//;

/**
 * Returns a function that decides whether pages from an origin may call this service (ADDR-4). Its argument `host` is
 * the `Host` header of the request. These origins are always allowed:
 *
 * - the front door, also with the port to which the request was sent, because some native clients send that port in
 *   `Origin`;
 * - the origins in `CORS_ORIGINS`, compared as text.
 *
 * If `CORS_ORIGINS` is unset in development, two more kinds of origins are allowed: local origins, and the machine to
 * which the request was sent, so that the front door works at each of its addresses in the local network. The origin
 * `null` is never allowed.
 */
export function createOriginCheck(
  config: OriginConfig,
): (origin: string, host: string | undefined) => boolean {
  const frontDoor = new URL(config.PUBLIC_URL);
  const listedOrigins = new Set([config.PUBLIC_URL, ...(config.CORS_ORIGINS ?? [])].map(toBrowserOrigin));
  const allowsLocalOrigins = config.CORS_ORIGINS === undefined && config.NODE_ENV !== 'production';
  const isFrontDoorOnCalledPort = (origin: string, host: string) =>
    withoutPort(host) === frontDoor.hostname && origin === `${frontDoor.protocol}//${host.toLowerCase()}`;
  return (origin, host) =>
    listedOrigins.has(origin) ||
    (host !== undefined && isFrontDoorOnCalledPort(origin, host)) ||
    (allowsLocalOrigins &&
      (LOCAL_ORIGIN.test(origin) || (host !== undefined && isSameMachine(origin, host))));
}

/**
 * Returns the text that browsers send for a configured origin: lowercase, without the default port. The origin of an
 * app shell, such as `capacitor://localhost`, is returned unchanged, because `URL` reports `null` as its origin.
 */
function toBrowserOrigin(origin: string): string {
  return WEB_URL.test(origin) ? new URL(origin).origin : origin;
}

function isSameMachine(origin: string, host: string): boolean {
  const name = withoutPort(host);
  return LOCAL_NETWORK_HOST.test(name) && hostOf(origin) === name;
}

function hostOf(origin: string): string | undefined {
  const host = /^https?:\/\/([^/]+)$/.exec(origin)?.[1];
  return host && withoutPort(host);
}

function withoutPort(host: string): string {
  return host.toLowerCase().replace(/:\d+$/, '');
}
