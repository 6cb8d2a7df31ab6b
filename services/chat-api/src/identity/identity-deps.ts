import type { RefreshTokenIssuer, SigningKeys, TokenIssuer, TokenVerifier } from '@kcs/auth';
import type { Logger, SharedClock } from '@kcs/service-kit';
import type { NatsConnection } from '@nats-io/nats-core';
import type { Registry } from 'prom-client';
import type { ChatApiConfig } from '../config/config-schema.ts';
import type { Database } from '../database/database.ts';
import type { Outbox } from '../log/outbox/outbox.ts';
import type { LoginLimits } from './login/login-limits.ts';
import type { PasswordHasher } from './login/passwords.ts';
import type { SessionCache } from './sessions/session-cache.ts';

/** The dependencies of the code for users, sessions, and login. Each function picks the ones that it needs. */
export interface IdentityDeps {
  readonly config: ChatApiConfig;
  readonly logger: Logger;
  readonly metrics: Registry;
  readonly db: Database;
  readonly nc: NatsConnection;
  readonly outbox: Outbox;
  /**
   * The clock of the PostgreSQL server. All replicas use this clock to decide whether tokens and sessions have expired.
   */
  readonly clock: SharedClock;
  readonly publicKeys: SigningKeys['publicKeys'];
  readonly issuer: TokenIssuer;
  readonly verifier: TokenVerifier;
  readonly refreshTokens: RefreshTokenIssuer;
  readonly passwords: PasswordHasher;
  readonly loginLimits: LoginLimits;
  readonly sessions: SessionCache;
}
