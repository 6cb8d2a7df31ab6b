interface OriginConfig {
  readonly PUBLIC_URL: string;
  readonly CORS_ORIGINS?: readonly string[] | undefined;
  readonly NODE_ENV: string;
}

/**
 * IP addresses and local names only. With any other name, an attacker's page could reach this machine by DNS rebinding.
 */
const LOCAL_NETWORK_HOST = /^(\d+(\.\d+){3}|\[[\da-f:]+\]|[a-z\d-]+(\.local)?)$/;
const LOCAL_ORIGIN = /^https?:\/\/(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/;
const WEB_URL = /^https?:\/\//;

/**
 * Returns a function that decides whether a page of an origin may call us (ADDR-4). `host` is the `Host` header of the
 * request. These origins are always allowed:
 *
 * - the front door, and the front door's host with the port that the request called, which is how some native clients
 *   fill in `Origin`;
 * - the origins in `CORS_ORIGINS`, compared as text.
 *
 * If that variable is unset in development, any local origin is allowed. So is any page that was loaded from the machine
 * it calls, so that the front door works under each of its addresses in the local network. The origin `null` is never
 * allowed.
 */
export function originAllowed(config: OriginConfig): (origin: string, host: string | undefined) => boolean {
  const frontDoor = new URL(config.PUBLIC_URL);
  const exact = new Set([config.PUBLIC_URL, ...(config.CORS_ORIGINS ?? [])].map(asBrowsersSendIt));
  const anyLocal = config.CORS_ORIGINS === undefined && config.NODE_ENV !== 'production';
  const isCalledDoor = (origin: string, host: string) =>
    withoutPort(host) === frontDoor.hostname && origin === `${frontDoor.protocol}//${host.toLowerCase()}`;
  return (origin, host) =>
    exact.has(origin) ||
    (host !== undefined && isCalledDoor(origin, host)) ||
    (anyLocal && (LOCAL_ORIGIN.test(origin) || (host !== undefined && isSameMachine(origin, host))));
}

/**
 * Returns the text that browsers send for a configured origin: lower-case, without the default port. An app shell's
 * origin such as `capacitor://localhost` stays as it is, because `URL` reports `null` for its scheme.
 */
function asBrowsersSendIt(origin: string): string {
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
