import type { Database } from '../database/database.ts';
import { type AuditEntryRow, FIRST_PREVIOUS_HASH, hashAuditEntry } from './audit-entry.ts';
import { readAuditEntriesAfter } from './read-audit-entries.ts';

/** The position and the hash of an entry. */
interface AuditPosition {
  readonly seq: bigint;
  readonly hash: string;
}

export interface AuditVerification {
  /** The last entry that was checked. With `problem`, the last entry before the problem. */
  readonly end: AuditPosition;
  /** What is wrong with the log; undefined if it is intact. */
  readonly problem: string | undefined;
}

const BATCH_SIZE = 1_000;
/** The lowest number that PostgreSQL can store, because an inserted entry may have any number. */
const LOWEST_SEQ = -(2n ** 63n);

/**
 * Checks that no entry of the audit log was changed, removed, or inserted. The chain itself cannot show that entries
 * are missing at its end. For this, pass an `earlier` position that was noted outside of the database.
 */
export async function verifyAuditLog(
  deps: { readonly db: Pick<Database, 'prisma'> },
  earlier?: AuditPosition,
): Promise<AuditVerification> {
  let end: AuditPosition = { seq: 0n, hash: FIRST_PREVIOUS_HASH };
  for (let after = LOWEST_SEQ; ; after = end.seq) {
    const batch = await readAuditEntriesAfter(deps, { seq: after, limit: BATCH_SIZE });
    for (const entry of batch) {
      const problem = findProblem(entry, end, earlier);
      if (problem !== undefined) return { end, problem };
      end = entry;
    }
    if (batch.length < BATCH_SIZE) break;
  }
  if (earlier === undefined || end.seq >= earlier.seq) return { end, problem: undefined };
  return { end, problem: `the log ends at entry ${end.seq}, but entry ${earlier.seq} existed earlier` };
}

function findProblem(
  entry: AuditEntryRow,
  previous: AuditPosition,
  earlier: AuditPosition | undefined,
): string | undefined {
  if (entry.seq < 1n) return `entry ${entry.seq} was inserted`;
  if (entry.seq !== previous.seq + 1n) return `entry ${previous.seq + 1n} is missing`;
  if (entry.previousHash !== previous.hash) return `entry ${entry.seq} does not follow entry ${previous.seq}`;
  if (entry.hash !== hashAuditEntry(entry)) return `entry ${entry.seq} was changed`;
  if (entry.seq === earlier?.seq && entry.hash !== earlier.hash)
    return `entry ${entry.seq} has another hash than earlier`;
  return undefined;
}
