import {
  createExternalVerifier,
  createRefreshTokens,
  createTokenIssuer,
  createTokenVerifier,
  externalKeys,
  readSigningKeys,
  staticKeys,
  type TokenVerifier,
  withExternal,
} from '@kcs/auth';
import { externalProviderOf, type Logger, type RedisClient } from '@kcs/service-kit';
import type { NatsConnection } from '@nats-io/nats-core';
import type { Registry } from 'prom-client';
import type { Config } from './config/config.ts';
import type { Database } from './database/database.ts';
import { admitExternal } from './identity/commands/admit-external.ts';
import type { EdgeDeps } from './identity/identity-deps.ts';
import { createBoundedGate } from './identity/login/concurrency-limiter.ts';
import { createLoginLimits } from './identity/login/login-limits.ts';
import { createPasswords } from './identity/login/passwords.ts';
import { createSessionLife, type SessionLife } from './identity/sessions/session-cache.ts';

interface Connections {
  readonly config: Config;
  readonly logger: Logger;
  readonly metrics: Registry;
  readonly db: Database;
  readonly nc: NatsConnection;
  readonly redis: RedisClient;
}

/** Half a minute of logins at the usual speed; whoever comes later is told to come back. */
const LOGINS_WAITING = 200;
const LOGIN_WAIT_MS = 5_000;

/** Keys, passwords, sessions and limits of one process, over connections that exist. */
export async function createEdge({ redis, ...made }: Connections): Promise<EdgeDeps> {
  const { config, db } = made;
  const keys = await readSigningKeys(config.JWT_SIGNING_KEYS);
  const names = { issuer: config.JWT_ISSUER, audience: config.JWT_AUDIENCE };
  const own = createTokenVerifier({ keys: await staticKeys(keys.publicKeys), ...names });
  const sessions = createSessionLife({ db });
  return {
    ...made,
    publicKeys: keys.publicKeys,
    issuer: createTokenIssuer({ keys, ...names, ttlS: config.ACCESS_TOKEN_TTL_S }),
    verifier: verifierOf(own, { ...made, sessions }),
    refreshTokens: createRefreshTokens(config.SESSION_SECRET),
    passwords: await createPasswords(
      createBoundedGate({
        atOnce: config.PASSWORD_HASHES_AT_ONCE,
        waiting: LOGINS_WAITING,
        waitMs: LOGIN_WAIT_MS,
      }),
    ),
    loginLimits: createLoginLimits({
      redis,
      perAccount: config.LOGIN_FAILURES_PER_ACCOUNT,
      perAddress: config.LOGIN_FAILURES_PER_ADDRESS,
    }),
    sessions,
  };
}

/** Our own tokens, and those of the identity provider where one is configured. */
function verifierOf(own: TokenVerifier, deps: Omit<Connections, 'redis'> & { sessions: SessionLife }) {
  const provider = externalProviderOf(deps.config);
  if (!provider) return own;
  const external = createExternalVerifier({ ...provider, keys: externalKeys(provider.jwksUrl) });
  return withExternal({ own, external, admit: (claims) => admitExternal(deps, claims) });
}
