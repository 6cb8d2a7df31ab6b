interface OriginConfig {
  readonly PUBLIC_URL: string;
  readonly CORS_ORIGINS?: readonly string[] | undefined;
  readonly NODE_ENV: string;
}

/** Addresses and local names. Of others anybody may let one point here, and then call by a page of theirs. */
const IN_LOCAL_NETWORK = /^(\d+(\.\d+){3}|\[[\da-f:]+\]|[a-z\d-]+(\.local)?)$/;
const LOCAL = /^https?:\/\/(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/;

/**
 * Whether a page of this origin may call us. Always the front door; else exactly what CORS_ORIGINS lists. Where that is
 * unset: in development any local origin, and pages from the very machine that is called (`host` is the request's
 * header), so that the front door works by any of its addresses in the local network; none in production. `null` is
 * never allowed. Protocol §1.
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
    (anyLocal && (LOCAL.test(origin) || (host !== undefined && isSameMachine(origin, host))));
};

const isSameMachine = (origin: string, host: string): boolean => {
  const name = withoutPort(host);
  return IN_LOCAL_NETWORK.test(name) && nameOf(origin) === name;
};

const nameOf = (origin: string): string | undefined => {
  const host = /^https?:\/\/([^/]+)$/.exec(origin)?.[1];
  return host && withoutPort(host);
};

const withoutPort = (host: string): string => host.toLowerCase().replace(/:\d+$/, '');
