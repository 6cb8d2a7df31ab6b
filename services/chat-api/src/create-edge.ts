import {
  createRefreshTokens,
  createTokenIssuer,
  createTokenVerifier,
  readSigningKeys,
  staticKeys,
} from '@kcs/auth';
import type { Logger, RedisClient } from '@kcs/service-kit';
import type { NatsConnection } from '@nats-io/nats-core';
import type { Registry } from 'prom-client';
import type { Config } from './config.ts';
import type { EdgeDeps } from './deps.ts';
import { createBoundedGate } from './limits/bounded-gate.ts';
import { createLoginLimits } from './limits/login-limits.ts';
import { createPasswords } from './passwords/passwords.ts';
import { createSessionLife } from './sessions/session-life.ts';
import type { Database } from './store/database.ts';

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
  return {
    ...made,
    publicKeys: keys.publicKeys,
    issuer: createTokenIssuer({ keys, ...names, ttlS: config.ACCESS_TOKEN_TTL_S }),
    verifier: createTokenVerifier({ keys: await staticKeys(keys.publicKeys), ...names }),
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
    sessions: createSessionLife({ db }),
  };
}
