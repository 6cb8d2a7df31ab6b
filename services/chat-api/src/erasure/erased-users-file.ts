import { mkdir, open, readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Database } from '../database/database.ts';

/** The key of the advisory lock on the file of erased users: "kcs7" in ASCII. Nothing else in KCS Chat uses this key. */
const ERASED_USERS_LOCK_KEY = 0x6b637337;
const USER_ID_PATTERN = /^user_[0-9a-z]{26}$/;

/**
 * Returns the ids in the file of erased users. Throws if the file does not exist, or if a line is not an id, because the
 * line may be the damaged id of a person whom nobody else would erase.
 */
export async function readErasedUsers(path: string): Promise<string[]> {
  const lines = splitLines(await readFile(path, 'utf8'));
  const damagedLine = lines.find((line) => !USER_ID_PATTERN.test(line));
  if (damagedLine !== undefined) throw new DamagedErasedUsersError(damagedLine);
  return [...new Set(lines)];
}

/**
 * Adds the id to the file of erased users, unless the file contains it already. The id is on disk when the promise
 * resolves. Several replicas may call this at the same time: they append one after the other, because two machines that
 * append to a file on a network volume at once may overwrite each other's lines.
 */
export async function addErasedUser(
  db: Pick<Database, 'transaction'>,
  path: string,
  userId: string,
): Promise<void> {
  await db.transaction(async (tx) => {
    await tx.$queryRaw`SELECT 1 FROM (SELECT pg_advisory_xact_lock(${ERASED_USERS_LOCK_KEY})) AS locked`;
    await appendLine(path, userId);
  });
}

async function appendLine(path: string, line: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  const file = await open(path, 'a+', 0o600);
  try {
    const text = await file.readFile('utf8');
    if (splitLines(text).includes(line)) return;
    // The last line may be incomplete, for example because the disk was full. It must not merge with this line.
    await file.appendFile(text === '' || text.endsWith('\n') ? `${line}\n` : `\n${line}\n`);
    await file.sync();
  } finally {
    await file.close();
  }
}

/** Returns the lines that are not empty, without the spaces and carriage returns that an editor may have added. */
const splitLines = (text: string): string[] =>
  text
    .split('\n')
    .map((line) => line.trim())
    .filter(Boolean);

class DamagedErasedUsersError extends Error {
  constructor(line: string) {
    super(
      `A line of the file of erased users is not the id of a user: ${JSON.stringify(line.slice(0, 100))}. If ids are joined, put each of them on a line of its own. If an id is incomplete, complete it, or remove the line if another line has the whole id. Then run the command again.`,
    );
    this.name = 'DamagedErasedUsersError';
  }
}
