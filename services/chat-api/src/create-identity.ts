import {
  createCombinedVerifier,
  createExternalKeySource,
  createExternalVerifier,
  createRefreshTokenIssuer,
  createTokenIssuer,
  createTokenVerifier,
  readSigningKeys,
  type TokenVerifier,
  toKeySource,
} from '@kcs/auth';
import { createConcurrencyLimiter, type RedisClient, readExternalProvider } from '@kcs/service-kit';
import { admitExternalToken } from './identity/commands/admit-external.ts';
import type { IdentityDeps } from './identity/identity-deps.ts';
import { createLoginLimits } from './identity/login/login-limits.ts';
import { createPasswordHasher } from './identity/login/passwords.ts';
import { createSessionCache } from './identity/sessions/session-cache.ts';

type IdentityResources = Pick<
  IdentityDeps,
  'config' | 'logger' | 'metrics' | 'db' | 'nc' | 'outbox' | 'clock'
>;

/**
 * Maximum number of logins that wait for a password hash. Further logins are refused immediately. By default, two
 * hashes run in parallel and each takes about 25 ms, so 200 logins take 2.5 s.
 */
const MAX_WAITING_LOGINS = 200;
const MAX_LOGIN_WAIT_MS = 5_000;

/** Sets up what one process needs for identity: token keys, password hashing, the session cache, and login limits. */
export async function createIdentityDeps({
  redis,
  ...connections
}: IdentityResources & { readonly redis: RedisClient }): Promise<IdentityDeps> {
  const { config, db, clock } = connections;
  const signingKeys = await readSigningKeys(config.JWT_SIGNING_KEYS);
  const claimRules = {
    issuer: config.JWT_ISSUER,
    audience: config.JWT_AUDIENCE,
    now: clock.now,
  };
  const ownTokenVerifier = createTokenVerifier({
    keys: await toKeySource(signingKeys.publicKeys),
    ...claimRules,
  });
  const sessionCache = createSessionCache({ db });
  const passwordHashLimiter = createConcurrencyLimiter({
    concurrency: config.PASSWORD_HASHES_AT_ONCE,
    maxWaiting: MAX_WAITING_LOGINS,
    maxWaitMs: MAX_LOGIN_WAIT_MS,
  });
  return {
    ...connections,
    publicKeys: signingKeys.publicKeys,
    issuer: createTokenIssuer({ keys: signingKeys, ...claimRules, ttlS: config.ACCESS_TOKEN_TTL_S }),
    verifier: createAccessTokenVerifier(ownTokenVerifier, { ...connections, sessions: sessionCache }),
    refreshTokens: createRefreshTokenIssuer(config.SESSION_SECRET),
    passwords: await createPasswordHasher(passwordHashLimiter),
    loginLimits: createLoginLimits({
      redis,
      perAccount: config.LOGIN_FAILURES_PER_ACCOUNT,
      perAccountAnywhere: config.LOGIN_FAILURES_PER_ACCOUNT_ANYWHERE,
      successesPerAccount: config.LOGINS_PER_ACCOUNT,
      perAddress: config.LOGIN_FAILURES_PER_ADDRESS,
    }),
    sessions: sessionCache,
  };
}

/**
 * Returns a verifier for access tokens. It accepts our own tokens, and also tokens from the identity provider if one is
 * configured.
 */
function createAccessTokenVerifier(
  own: TokenVerifier,
  deps: Pick<IdentityDeps, 'config' | 'db' | 'nc' | 'sessions' | 'logger' | 'clock'>,
): TokenVerifier {
  const externalProvider = readExternalProvider(deps.config);
  if (!externalProvider) return own;
  const externalTokenVerifier = createExternalVerifier({
    ...externalProvider,
    keys: createExternalKeySource(externalProvider.jwksUrl),
    now: deps.clock.now,
  });
  return createCombinedVerifier({
    own,
    external: externalTokenVerifier,
    admit: (claims) => admitExternalToken(deps, claims),
  });
}
