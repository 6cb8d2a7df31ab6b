import { verifyAuditLog } from './audit/verify-audit-log.ts';
import { createDatabase } from './database/database.ts';
import { readDatabaseUrlOrExit } from './database/read-database-url.ts';

/**
 * The program `node dist/verify-audit.js [<seq>:<hash>]`. It checks the hash chain of the audit log in the database at
 * DATABASE_URL. It prints the last entry and exits with 0, or prints what is wrong and exits with 1. With the position
 * that an earlier run printed, it also notices entries that were removed from the end.
 */
const earlierText = process.argv[2];
const [, earlierSeqText, earlierHash] = /^(\d{1,15}):([0-9a-f]{64})$/.exec(earlierText ?? '') ?? [];
if (earlierText !== undefined && earlierHash === undefined) {
  console.error(
    'verify-audit: The argument is not a position. Pass the position that an earlier run printed, such as 12:<64 hexadecimal digits>.',
  );
  process.exit(1);
}
const chatDatabase = createDatabase({
  url: readDatabaseUrlOrExit('verify-audit'),
  poolSize: 1,
  name: 'verify-audit',
});
try {
  const earlierPosition =
    earlierSeqText === undefined || earlierHash === undefined
      ? undefined
      : { seq: BigInt(earlierSeqText), hash: earlierHash };
  const { end, problem } = await verifyAuditLog({ db: chatDatabase }, earlierPosition);
  const positionText = `${end.seq}:${end.hash}`;
  if (problem === undefined) {
    console.log(`verify-audit: The audit log is intact. Position: ${positionText}`);
  } else {
    console.error(
      `verify-audit: The audit log was changed: ${problem}. Compare it with a backup. Last intact position: ${positionText}`,
    );
    process.exitCode = 1;
  }
} catch (error) {
  console.error('verify-audit: failed:', error instanceof Error ? error.message : error);
  process.exitCode = 1;
} finally {
  await chatDatabase.close();
}
