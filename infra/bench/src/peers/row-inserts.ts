import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findPostgresBinaryFolder, runCommand } from '@kcs/private-servers';
import type { TestContext } from '@kcs/testkit';

interface RowInsertOptions {
  readonly databaseUrl: string;
  /** A room that nobody else writes to and that no socket has joined. */
  readonly roomId: string;
  readonly senderId: string;
}

/**
 * Returns a function that stores messages with pgbench. For each message, a transaction stores the same rows that
 * chat-api would store.
 */
export async function createRowInserter(
  t: TestContext,
  options: RowInsertOptions,
): Promise<(count: number) => Promise<void>> {
  const folder = await mkdtemp(join(tmpdir(), 'kcs-pgbench-'));
  t.teardown(() => rm(folder, { recursive: true, force: true }));
  const scriptPath = join(folder, 'message.sql');
  await writeFile(scriptPath, formatScript(options));
  const pgbenchPath = join(findPostgresBinaryFolder(undefined), 'pgbench');
  const { hostname, port, username, password, pathname } = new URL(options.databaseUrl);
  // Pass the password in the environment, because error messages contain the arguments.
  const env = {
    PGHOST: hostname,
    PGPORT: port,
    PGUSER: username,
    PGPASSWORD: password,
    PGDATABASE: pathname.slice(1),
  };
  return async (count) => {
    await runCommand(
      pgbenchPath,
      ['-n', '-M', 'prepared', '-c', '1', '-t', String(count), '-f', scriptPath],
      { env },
    );
  };
}

function formatScript({ roomId, senderId }: RowInsertOptions): string {
  const content = 'bench-0- See you at half past two in the library.';
  // Mark the event as published, so that chat-api does not publish it.
  return `BEGIN;
UPDATE rooms SET last_seq = last_seq + 1, last_activity_at = now() WHERE id = '${roomId}' RETURNING last_seq \\gset
INSERT INTO messages (id, room_id, sender_id, sender_name, seq, content, message_type, client_msg_id)
  VALUES ('msg_' || lpad(:last_seq::text, 26, '0'), '${roomId}', '${senderId}', 'A person', :last_seq, '${content}',
    'text', 'row-' || :last_seq::text);
INSERT INTO room_events (room_id, seq, kind, message_id, data, created_at, published_at)
  VALUES ('${roomId}', :last_seq, 'message-created', 'msg_' || lpad(:last_seq::text, 26, '0'),
    json_build_object('id', 'msg_' || lpad(:last_seq::text, 26, '0'), 'room_id', '${roomId}', 'sender_id', '${senderId}',
      'sender_name', 'A person', 'seq', :last_seq::integer, 'content', '${content}', 'message_type', 'text',
      'reply_to_id', NULL, 'reply_to', NULL, 'client_msg_id', 'row-' || :last_seq::text, 'metadata', NULL,
      'mentions', '[]'::json, 'reactions', '[]'::json, 'created_at', now(), 'edited_at', NULL, 'deleted_at', NULL),
    now(), now());
UPDATE room_members SET last_seen_seq = :last_seq WHERE room_id = '${roomId}' AND user_id = '${senderId}';
COMMIT;
`;
}
