import type { Database } from '../database/database.ts';

/** After this time without a renewal, another replica takes over an erasure that did not finish. */
const CLAIM_EXPIRES_S = 600;
/** The pause before an erasure that failed is tried again. */
const RETRY_AFTER_S = 60;

type ClaimDatabase = Pick<Database, 'prisma'>;

/**
 * The claim of this replica on an incomplete erasure. The time at which it was taken or renewed identifies the claim. If
 * another replica has taken over the erasure meanwhile, no method changes the claim of that replica.
 */
export class ErasureClaim {
  readonly userId: string;
  readonly #db: ClaimDatabase;
  #claimedAt: string;

  private constructor(db: ClaimDatabase, { userId, claimedAt }: { userId: string; claimedAt: string }) {
    this.#db = db;
    this.userId = userId;
    this.#claimedAt = claimedAt;
  }

  /**
   * Claims an erasure that was requested at least `settledSeconds` ago and that no replica works on. Erasures that were
   * never tried come first. Returns undefined if there is none.
   */
  static async take(db: ClaimDatabase, settledSeconds: number): Promise<ErasureClaim | undefined> {
    const [claimed] = await db.prisma.$queryRaw<{ userId: string; claimedAt: string }[]>`
      UPDATE erasures SET claimed_at = now() WHERE user_id = (
        SELECT user_id FROM erasures
        WHERE completed_at IS NULL AND requested_at <= now() - make_interval(secs => ${settledSeconds}::float8)
          AND (claimed_at IS NULL OR claimed_at < now() - make_interval(secs => ${CLAIM_EXPIRES_S}::float8))
        ORDER BY claimed_at NULLS FIRST, requested_at LIMIT 1 FOR UPDATE SKIP LOCKED)
      RETURNING user_id AS "userId", iso(claimed_at) AS "claimedAt"`;
    return claimed && new ErasureClaim(db, claimed);
  }

  /** Keeps other replicas from taking over the erasure. */
  async renew(): Promise<void> {
    const [renewed] = await this.#db.prisma.$queryRaw<{ claimedAt: string }[]>`
      UPDATE erasures SET claimed_at = now() WHERE user_id = ${this.userId} AND claimed_at = ${this.#claimedAt}::timestamptz
      RETURNING iso(claimed_at) AS "claimedAt"`;
    if (renewed) this.#claimedAt = renewed.claimedAt;
  }

  /** Lets any replica try the erasure again after a minute. */
  async postpone(): Promise<void> {
    await this.#db.prisma.$executeRaw`
      UPDATE erasures SET claimed_at = now() - make_interval(secs => ${CLAIM_EXPIRES_S - RETRY_AFTER_S}::float8)
      WHERE user_id = ${this.userId} AND claimed_at = ${this.#claimedAt}::timestamptz`;
  }

  /** Lets any replica continue the erasure at once. */
  async giveUp(): Promise<void> {
    await this.#db.prisma.$executeRaw`
      UPDATE erasures SET claimed_at = NULL
      WHERE user_id = ${this.userId} AND claimed_at = ${this.#claimedAt}::timestamptz`;
  }
}
