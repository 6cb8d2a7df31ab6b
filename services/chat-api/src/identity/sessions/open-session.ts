import type { RefreshTokens, TokenIssuer } from '@kcs/auth';
import { ChatError } from '@kcs/contracts';
import { newId } from '@kcs/service-kit';
import type { Config } from '../../config/config.ts';
import type { Database } from '../../database/database.ts';

interface Deps {
  readonly db: Pick<Database, 'transaction'>;
  readonly issuer: TokenIssuer;
  readonly refreshTokens: RefreshTokens;
  readonly config: Pick<Config, 'SESSION_TTL_DAYS'>;
}

export interface SessionTokens {
  readonly token: string;
  readonly refresh_token: string;
  readonly expires_in: number;
}

const DAY_MS = 24 * 60 * 60 * 1000;
const FIRST_GENERATION = 1;
const USER_AGENT_CHARS = 300;

export interface OpenSessionInput {
  readonly userId: string;
  /** What the password was found to match. */
  readonly passwordHash: string;
  readonly userAgent: string | undefined;
}

/**
 * Begins a session and answers with its first tokens. Checking a password takes its time: one that was changed, or an
 * account that was deactivated, meanwhile opens nothing, or its session is among those that the change ends.
 * @throws ChatError UNAUTHENTICATED
 */
export async function openSession(
  { db, issuer, refreshTokens, config }: Deps,
  { userId, passwordHash, userAgent }: OpenSessionInput,
): Promise<SessionTokens> {
  const sessionId = newId('sess');
  await db.transaction(async (tx) => {
    // The lock makes a change of the user wait for this session, or this one for the change.
    const valid = await tx.$queryRaw<unknown[]>`
      SELECT 1 FROM users WHERE id = ${userId} AND active AND password_hash = ${passwordHash} FOR SHARE`;
    if (valid.length === 0) {
      throw new ChatError('UNAUTHENTICATED', 'The account has just been changed; log in again.');
    }
    await tx.session.create({
      data: {
        id: sessionId,
        userId,
        generation: FIRST_GENERATION,
        userAgent: cleanUserAgent(userAgent),
        expiresAt: sessionEnd(config),
      },
    });
  });
  const { token, expiresIn } = await issuer.issue({ userId, sessionId });
  const refresh_token = refreshTokens.mint({ sessionId, generation: FIRST_GENERATION });
  return { token, refresh_token, expires_in: expiresIn };
}

/** A session unused until then is over; each refresh moves it on. */
export const sessionEnd = (config: Pick<Config, 'SESSION_TTL_DAYS'>): Date =>
  new Date(Date.now() + config.SESSION_TTL_DAYS * DAY_MS);

// PostgreSQL takes no NUL, and a header may be as long as all headers together.
const cleanUserAgent = (userAgent: string | undefined): string | null =>
  userAgent?.replaceAll('\0', '').slice(0, USER_AGENT_CHARS) ?? null;
