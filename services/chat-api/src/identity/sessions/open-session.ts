import type { RefreshTokenIssuer, TokenIssuer } from '@kcs/auth';
import { ChatError } from '@kcs/contracts';
import { newId } from '@kcs/service-kit';
import type { ChatApiConfig } from '../../config/config-schema.ts';
import type { Database } from '../../database/database.ts';

interface OpenSessionDeps {
  readonly db: Pick<Database, 'transaction'>;
  readonly issuer: TokenIssuer;
  readonly refreshTokens: RefreshTokenIssuer;
  readonly config: Pick<ChatApiConfig, 'SESSION_TTL_DAYS'>;
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

const MS_PER_DAY = 24 * 60 * 60 * 1000;
const FIRST_REFRESH_TOKEN_GENERATION = 1;
const MAX_USER_AGENT_CHARS = 300;

/**
 * Opens a session and returns its first tokens. If the user's password is changed or the user is deactivated at the
 * same time, the session either does not open or is ended by that change.
 *
 * Throws `UNAUTHENTICATED` if the password has been changed or the user deactivated since the password was checked.
 */
export async function openSession(
  { db, issuer, refreshTokens, config }: OpenSessionDeps,
  { userId, passwordHash, userAgent, browserHash }: OpenSessionInput,
): Promise<SessionTokens> {
  const sessionId = newId('sess');
  await db.transaction(async (tx) => {
    // Lock the user's row, so that this transaction and a concurrent change to the user run one after the other.
    const [unchanged] = await tx.$queryRaw<{ now: Date }[]>`
      SELECT clock_timestamp() AS now FROM users
      WHERE id = ${userId} AND active AND password_hash = ${passwordHash} FOR SHARE`;
    if (!unchanged) {
      throw new ChatError('UNAUTHENTICATED', 'The account has just been changed. Log in again.');
    }
    // Use the PostgreSQL clock for all of a session's times, because the replicas' clocks may differ.
    const { now } = unchanged;
    await tx.session.create({
      data: {
        id: sessionId,
        userId,
        generation: FIRST_REFRESH_TOKEN_GENERATION,
        userAgent: toStorableUserAgent(userAgent),
        browserHash,
        createdAt: now,
        rotatedAt: now,
        lastUsedAt: now,
        expiresAt: computeSessionExpiry(config, now),
      },
    });
  });
  const { token, expiresIn } = await issuer.issue({ userId, sessionId });
  const refresh_token = refreshTokens.mint({ sessionId, generation: FIRST_REFRESH_TOKEN_GENERATION });
  return { token, refresh_token, expires_in: expiresIn };
}

/** Returns the expiry time of a session that is opened or refreshed at `now`. */
export const computeSessionExpiry = (config: Pick<ChatApiConfig, 'SESSION_TTL_DAYS'>, now: Date): Date =>
  new Date(now.getTime() + config.SESSION_TTL_DAYS * MS_PER_DAY);

/**
 * Prepares a User-Agent header for storage: removes NUL characters, which PostgreSQL cannot store, and shortens the
 * header, which may be several KiB long.
 */
const toStorableUserAgent = (userAgent: string | undefined): string | null =>
  userAgent?.replaceAll('\0', '').slice(0, MAX_USER_AGENT_CHARS) ?? null;
