import { existsSync } from 'node:fs';
import { createDatabase } from './database/database.ts';
import { readDatabaseUrlOrExit } from './database/read-database-url.ts';
import { eraseUserAgain } from './erasure/erase-user-again.ts';
import { readErasedUsers } from './erasure/erased-users-file.ts';

/**
 * The program `node dist/erase-users.js <file>`. It erases the users in the file of erased users from a restored
 * database, and exits with 0, or with 1 if it failed. Run it after a restore, before any service starts.
 */
const erasedUsersFile = process.argv[2];
if (erasedUsersFile === undefined) {
  console.error('erase-users: No file was given. Pass the path of erased-users.txt beside the backups.');
  process.exit(1);
}
if (!existsSync(erasedUsersFile)) {
  console.error(
    `erase-users: ${erasedUsersFile} does not exist. Correct the path. If nobody was ever erased, create an empty file.`,
  );
  process.exit(1);
}
const chatDatabase = createDatabase({
  url: readDatabaseUrlOrExit('erase-users'),
  poolSize: 2,
  name: 'erase-users',
});
try {
  let erasedCount = 0;
  for (const userId of await readErasedUsers(erasedUsersFile)) {
    if (await eraseUserAgain(chatDatabase, userId)) erasedCount += 1;
  }
  console.log(`erase-users: Erased ${erasedCount} users again.`);
} catch (error) {
  console.error('erase-users: failed:', error instanceof Error ? error.message : error);
  process.exitCode = 1;
} finally {
  await chatDatabase.close();
}
