import type { Database, Transaction } from '../database/database.ts';
import type { ExportProgress } from './content/export-document.ts';
import { EXPORT_KEPT_HOURS } from './export-limits.ts';

/**
 * After this time without a new page, another replica takes over the export. A page takes at most 15 s, because longer
 * transactions are canceled.
 */
const CLAIM_EXPIRES_S = 60;

interface ExportState {
  /** Null if no page was written yet. */
  readonly progress: ExportProgress | null;
  readonly parts: number;
}

interface WrittenPage {
  readonly text: string;
  readonly itemCount: number;
  /** Null if this was the last page. */
  readonly progress: ExportProgress | null;
}

interface ClaimedExport {
  readonly exportId: string;
  readonly userId: string | null;
  readonly roomId: string | null;
  readonly claim: number;
}

/**
 * The claim of this replica on an export. Each claim on an export has a higher number than the one before. A replica that
 * was stopped for a while can therefore not write a page after another replica has taken over.
 */
export class ExportClaim {
  readonly exportId: string;
  readonly userId: string | null;
  readonly roomId: string | null;
  readonly #db: Pick<Database, 'prisma'>;
  readonly #number: number;

  private constructor(db: Pick<Database, 'prisma'>, { exportId, userId, roomId, claim }: ClaimedExport) {
    this.#db = db;
    this.exportId = exportId;
    this.userId = userId;
    this.roomId = roomId;
    this.#number = claim;
  }

  /** Claims the oldest export that no replica works on. Returns undefined if there is none. */
  static async take(db: Pick<Database, 'prisma'>): Promise<ExportClaim | undefined> {
    const [claimed] = await db.prisma.$queryRaw<ClaimedExport[]>`
      UPDATE exports SET claim = claim + 1, claimed_at = now() WHERE id = (
        SELECT id FROM exports
        WHERE completed_at IS NULL AND discarded_at IS NULL AND expires_at > now()
          AND (claimed_at IS NULL OR claimed_at < now() - make_interval(secs => ${CLAIM_EXPIRES_S}::float8))
        ORDER BY claimed_at NULLS FIRST, id LIMIT 1 FOR UPDATE SKIP LOCKED)
      RETURNING id AS "exportId", user_id AS "userId", room_id AS "roomId", claim`;
    return claimed && new ExportClaim(db, claimed);
  }

  /**
   * Locks the export until the transaction ends, and returns where its next page begins. Returns undefined if this
   * replica may not write any more: another replica has taken over, or the export was discarded or has expired.
   */
  async lock(tx: Transaction): Promise<ExportState | undefined> {
    const [state] = await tx.$queryRaw<ExportState[]>`
      SELECT progress, parts FROM exports
      WHERE id = ${this.exportId} AND claim = ${this.#number}::integer AND completed_at IS NULL
        AND discarded_at IS NULL AND expires_at > now() FOR UPDATE`;
    return state;
  }

  /** Stores the progress of an export that `lock` has locked in the same transaction. Also renews the claim. */
  async recordPage(tx: Transaction, { text, itemCount, progress }: WrittenPage): Promise<void> {
    const isLast = progress === null;
    await tx.$executeRaw`
      UPDATE exports SET claimed_at = now(), items = items + ${itemCount}::integer,
        parts = parts + ${text === '' ? 0 : 1}::integer, bytes = bytes + ${Buffer.byteLength(text)}::integer,
        progress = coalesce(${isLast ? null : JSON.stringify(progress)}::json, progress),
        completed_at = CASE WHEN ${isLast}::boolean THEN now() END,
        expires_at = CASE WHEN ${isLast}::boolean THEN now() + make_interval(hours => ${EXPORT_KEPT_HOURS}::integer)
          ELSE expires_at END
      WHERE id = ${this.exportId}`;
  }

  /** Lets any replica continue the export at once. */
  async giveUp(): Promise<void> {
    await this.#db.prisma.$executeRaw`
      UPDATE exports SET claimed_at = NULL WHERE id = ${this.exportId} AND claim = ${this.#number}::integer`;
  }
}
