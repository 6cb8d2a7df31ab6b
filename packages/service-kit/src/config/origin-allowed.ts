interface OriginConfig {
  readonly PUBLIC_URL: string;
  readonly CORS_ORIGINS?: readonly string[] | undefined;
  readonly NODE_ENV: string;
}

const LOCAL = /^https?:\/\/(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/;

/**
 * Whether a page of this origin may call us. Always the front door; else exactly what CORS_ORIGINS lists. Where that is
 * unset: in development any local origin, and pages from the very machine that is called (`host` is the request's
 * header), so that the front door works by any of its addresses; none in production. `null` is never allowed.
 * Protocol §1.
 */
export const originAllowed = (
  config: OriginConfig,
): ((origin: string, host: string | undefined) => boolean) => {
  const exact = new Set(
    [config.PUBLIC_URL, ...(config.CORS_ORIGINS ?? [])].map((url) => new URL(url).origin),
  );
  const anyLocal = config.CORS_ORIGINS === undefined && config.NODE_ENV !== 'production';
  return (origin, host) =>
    exact.has(origin) ||
    (anyLocal && (LOCAL.test(origin) || (host !== undefined && nameOf(origin) === withoutPort(host))));
};

const nameOf = (origin: string): string | undefined => {
  const host = /^https?:\/\/([^/]+)$/.exec(origin)?.[1];
  return host && withoutPort(host);
};

const withoutPort = (host: string): string => host.toLowerCase().replace(/:\d+$/, '');
