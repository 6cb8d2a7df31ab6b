interface OriginConfig {
  readonly PUBLIC_URL: string;
  readonly CORS_ORIGINS?: readonly string[] | undefined;
  readonly NODE_ENV: string;
}

const LOCAL = /^https?:\/\/(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/;

/**
 * Whether a page of this origin may call us. Always the front door; else exactly what CORS_ORIGINS lists, and where
 * that is unset, any local origin in development and none in production. `null` is never allowed. Protocol §1.
 */
export const originAllowed = (config: OriginConfig): ((origin: string) => boolean) => {
  const exact = new Set(
    [config.PUBLIC_URL, ...(config.CORS_ORIGINS ?? [])].map((url) => new URL(url).origin),
  );
  const anyLocal = config.CORS_ORIGINS === undefined && config.NODE_ENV !== 'production';
  return (origin) => exact.has(origin) || (anyLocal && LOCAL.test(origin));
};
