import { createSecretEnvironment } from './secrets.ts';
import type { StartSettings } from './settings.ts';

/** A short drain is enough for gateways: a stop ends HAProxy first, which closes all client connections. */
const QUICK_DRAIN_ENV = { DRAIN_NOTICE_MS: '0', DRAIN_MS: '500' };
/** In development, gateways do not drain, so that restarts are quick. The clients reconnect by themselves. */
const NO_DRAIN_ENV = { DRAIN_NOTICE_MS: '0', DRAIN_MS: '0' };

/**
 * Returns the environment that all services share. It does not contain the database URL, which only chat-api may have.
 */
export function createServiceEnvironment(settings: StartSettings): Record<string, string> {
  const {
    DATABASE_URL: _url,
    MIGRATION_DATABASE_URL: _directUrl,
    MIGRATION_DATABASE_URL_FILE: _directUrlFile,
    ...given
  } = settings.env;
  return {
    ...(settings.development ? NO_DRAIN_ENV : QUICK_DRAIN_ENV),
    ...given,
    NODE_ENV: given.NODE_ENV || 'development',
    PUBLIC_URL: settings.publicUrl,
    ...createSecretEnvironment(settings.folder, settings.env, settings.production),
  };
}
