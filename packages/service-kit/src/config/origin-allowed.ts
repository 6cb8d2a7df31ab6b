interface OriginConfig {
  readonly PUBLIC_URL: string;
  readonly CORS_ORIGINS?: readonly string[] | undefined;
  readonly NODE_ENV: string;
}

/**
 * Matches only IP addresses and local names. Any other name could belong to an attacker whose page reaches this machine
 * through DNS rebinding.
 */
const LOCAL_NETWORK_HOST_PATTERN = /^(\d+(\.\d+){3}|\[[\da-f:]+\]|[a-z\d-]+(\.local)?)$/;
const LOCAL_ORIGIN_PATTERN = /^https?:\/\/(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/;
const WEB_URL_PATTERN = /^https?:\/\//;

/**
 * Returns a function that decides whether pages from an origin may call this service (ADDR-4). Its argument `host` is
 * the `Host` header of the request. These origins are always allowed:
 *
 * - the front door, also with the port to which the request was sent, because some native clients send that port in
 *   `Origin`;
 * - the origins in `CORS_ORIGINS`, compared as text.
 *
 * If `CORS_ORIGINS` is unset in development, two more kinds of origins are allowed: local origins, and origins on the
 * machine to which the request was sent, so that the front door works at each of its addresses on the local network.
 * The origin `null` is never allowed.
 */
export function createOriginCheck(
  config: OriginConfig,
): (origin: string, host: string | undefined) => boolean {
  const frontDoorUrl = new URL(config.PUBLIC_URL);
  const listedOrigins = new Set([config.PUBLIC_URL, ...(config.CORS_ORIGINS ?? [])].map(toBrowserOrigin));
  const allowsLocalOrigins = config.CORS_ORIGINS === undefined && config.NODE_ENV !== 'production';
  const isOriginOfFrontDoor = (origin: string, host: string) =>
    removePort(host) === frontDoorUrl.hostname &&
    origin === `${frontDoorUrl.protocol}//${host.toLowerCase()}`;
  return (origin, host) =>
    listedOrigins.has(origin) ||
    (host !== undefined && isOriginOfFrontDoor(origin, host)) ||
    (allowsLocalOrigins &&
      (LOCAL_ORIGIN_PATTERN.test(origin) || (host !== undefined && isSameMachine(origin, host))));
}

/**
 * Returns the text that browsers send for a configured origin: lowercase, without the default port. The origin of an
 * app shell, such as `capacitor://localhost`, is returned unchanged, because `URL` reports `null` as its origin.
 */
function toBrowserOrigin(origin: string): string {
  return WEB_URL_PATTERN.test(origin) ? new URL(origin).origin : origin;
}

function isSameMachine(origin: string, host: string): boolean {
  const hostName = removePort(host);
  return LOCAL_NETWORK_HOST_PATTERN.test(hostName) && readHostName(origin) === hostName;
}

function readHostName(origin: string): string | undefined {
  const host = /^https?:\/\/([^/]+)$/.exec(origin)?.[1];
  return host && removePort(host);
}

function removePort(host: string): string {
  return host.toLowerCase().replace(/:\d+$/, '');
}
