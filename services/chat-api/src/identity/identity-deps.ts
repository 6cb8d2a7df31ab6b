import type { RefreshTokens, SigningKeys, TokenIssuer, TokenVerifier } from '@kcs/auth';
import type { Logger } from '@kcs/service-kit';
import type { NatsConnection } from '@nats-io/nats-core';
import type { Registry } from 'prom-client';
import type { Config } from '../config/config.ts';
import type { Database } from '../database/database.ts';
import type { LoginLimits } from './login/login-limits.ts';
import type { Passwords } from './login/passwords.ts';
import type { SessionLife } from './sessions/session-cache.ts';

/** What the edge is composed of; each command, query and route names the few it uses. */
export interface EdgeDeps {
  readonly config: Config;
  readonly logger: Logger;
  readonly metrics: Registry;
  readonly db: Database;
  readonly nc: NatsConnection;
  readonly publicKeys: SigningKeys['publicKeys'];
  readonly issuer: TokenIssuer;
  readonly verifier: TokenVerifier;
  readonly refreshTokens: RefreshTokens;
  readonly passwords: Passwords;
  readonly loginLimits: LoginLimits;
  readonly sessions: SessionLife;
}
