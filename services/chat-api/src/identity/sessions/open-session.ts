import type { RefreshTokens, TokenIssuer } from '@kcs/auth';
import { ChatError } from '@kcs/contracts';
import { newId } from '@kcs/service-kit';
import type { Config } from '../../config/config-schema.ts';
import type { Database } from '../../database/database.ts';

interface OpenSessionDeps {
  readonly db: Pick<Database, 'transaction'>;
  readonly issuer: TokenIssuer;
  readonly refreshTokens: RefreshTokens;
  readonly config: Pick<Config, 'SESSION_TTL_DAYS'>;
}

interface OpenSessionInput {
  readonly userId: string;
  /** The stored hash that the password matched. */
  readonly passwordHash: string;
  readonly userAgent: string | undefined;
  readonly browserHash: string;
}

export interface SessionTokens {
  readonly token: string;
  readonly refresh_token: string;
  readonly expires_in: number;
}

const DAY_MS = 24 * 60 * 60 * 1000;
const FIRST_GENERATION = 1;
const MAX_USER_AGENT_CHARS = 300;

/**
 * Opens a session and returns its first tokens. If the password is changed or the account is deactivated while the
 * password is being checked, either no session opens, or that change ends the new session.
 *
 * Throws `UNAUTHENTICATED` if the account has changed.
 */
export async function openSession(
  { db, issuer, refreshTokens, config }: OpenSessionDeps,
  { userId, passwordHash, userAgent, browserHash }: OpenSessionInput,
): Promise<SessionTokens> {
  const sessionId = newId('sess');
  await db.transaction(async (tx) => {
    // This row lock makes the new session and a concurrent change of the user wait for each other.
    const [unchanged] = await tx.$queryRaw<{ now: Date }[]>`
      SELECT clock_timestamp() AS now FROM users
      WHERE id = ${userId} AND active AND password_hash = ${passwordHash} FOR SHARE`;
    if (!unchanged) {
      throw new ChatError('UNAUTHENTICATED', 'The account has just been changed. Log in again.');
    }
    // All times of a session come from the PostgreSQL clock, because the clocks of the replicas may differ.
    const { now } = unchanged;
    await tx.session.create({
      data: {
        id: sessionId,
        userId,
        generation: FIRST_GENERATION,
        userAgent: storableUserAgent(userAgent),
        browserHash,
        createdAt: now,
        rotatedAt: now,
        lastUsedAt: now,
        expiresAt: sessionExpiry(config, now),
      },
    });
  });
  const { token, expiresIn } = await issuer.issue({ userId, sessionId });
  const refresh_token = refreshTokens.mint({ sessionId, generation: FIRST_GENERATION });
  return { token, refresh_token, expires_in: expiresIn };
}

/** Returns the expiry time of a session that is opened or refreshed at `now`. */
export const sessionExpiry = (config: Pick<Config, 'SESSION_TTL_DAYS'>, now: Date): Date =>
  new Date(now.getTime() + config.SESSION_TTL_DAYS * DAY_MS);

/**
 * Returns a User-Agent header in a form that PostgreSQL can store: without NUL characters, and shortened, because
 * headers may be several KiB long.
 */
const storableUserAgent = (userAgent: string | undefined): string | null =>
  userAgent?.replaceAll('\0', '').slice(0, MAX_USER_AGENT_CHARS) ?? null;
