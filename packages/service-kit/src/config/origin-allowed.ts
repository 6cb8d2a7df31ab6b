interface OriginConfig {
  readonly PUBLIC_URL: string;
  readonly CORS_ORIGINS?: readonly string[] | undefined;
  readonly NODE_ENV: string;
}

/**
 * Only IP addresses and local names are trusted. With any other name, an attacker's page could reach this machine by
 * DNS rebinding.
 */
const LOCAL_NETWORK_HOST = /^(\d+(\.\d+){3}|\[[\da-f:]+\]|[a-z\d-]+(\.local)?)$/;
const LOCAL_ORIGIN = /^https?:\/\/(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/;

/**
 * Returns a function that decides whether a browser page from an origin may call us (ADDR-4). The front door and the
 * origins in `CORS_ORIGINS` are always allowed. If `CORS_ORIGINS` is unset in development, any local origin is allowed.
 * An origin on the called machine itself (its name equals the request's `host` header) is then allowed too, so that the
 * front door works under each of its local network addresses. The origin `null` is never allowed.
 */
export function originAllowed(config: OriginConfig): (origin: string, host: string | undefined) => boolean {
  const exact = new Set(
    [config.PUBLIC_URL, ...(config.CORS_ORIGINS ?? [])].map((url) => new URL(url).origin),
  );
  const anyLocal = config.CORS_ORIGINS === undefined && config.NODE_ENV !== 'production';
  return (origin, host) =>
    exact.has(origin) ||
    (anyLocal && (LOCAL_ORIGIN.test(origin) || (host !== undefined && isSameMachine(origin, host))));
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
