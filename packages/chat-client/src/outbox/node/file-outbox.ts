import { createInProcessSharing } from '../in-process.ts';
import type { Outbox, OutboxItem } from '../outbox.ts';
import { acquireFileLock } from './file-lock.ts';
import { openFileLog } from './file-log.ts';

/** One line of the outbox file, in JSON. */
type OutboxFileEntry =
  | { readonly add: OutboxItem }
  | { readonly mark: string; readonly change: Pick<OutboxItem, 'state' | 'problem'> }
  | { readonly remove: string }
  | { readonly clear: true };

/** The file is rewritten once it contains more obsolete lines than this. */
const MAX_OBSOLETE_LINES = 500;

/**
 * Opens an outbox file (Node only). Items survive a crash of the process and of the machine. Only one process may own
 * the file at a time, but several clients in that process may share the outbox. Throws if another process owns the
 * file.
 */
export async function fileOutbox(path: string): Promise<Outbox> {
  const releaseLock = await acquireFileLock(path);
  try {
    return await openLockedOutbox(path, releaseLock);
  } catch (error) {
    await releaseLock();
    throw error;
  }
}

async function openLockedOutbox(path: string, release: () => Promise<void>): Promise<Outbox> {
  const [log, lines] = await openFileLog(path);
  const itemsById = new Map<string, OutboxItem>();
  for (const line of lines) applyFileEntry(itemsById, JSON.parse(line) as OutboxFileEntry);
  let lineCount = lines.length;
  const sharing = createInProcessSharing();

  const compactFile = () => {
    lineCount = itemsById.size;
    return log.replace(() => {
      lineCount = itemsById.size;
      return [...itemsById.values()].map((item) => JSON.stringify({ add: item } satisfies OutboxFileEntry));
    });
  };
  const writeFileEntry = async (entry: OutboxFileEntry) => {
    await log.append(JSON.stringify(entry), () => {
      applyFileEntry(itemsById, entry);
      lineCount += 1;
    });
    sharing.publish({ type: 'changed' });
    // A failed rewrite loses nothing, because the old file remains in place. The next rewrite is attempted after
    // another `MAX_OBSOLETE_LINES` obsolete lines.
    if (lineCount - itemsById.size > MAX_OBSOLETE_LINES) await compactFile().catch(() => undefined);
  };

  return {
    ...sharing,
    list: async () => [...itemsById.values()],
    add: (item) => writeFileEntry({ add: item }),
    mark: (clientMsgId, change) => writeFileEntry({ mark: clientMsgId, change }),
    remove: async (clientMsgId) => {
      if (itemsById.has(clientMsgId)) await writeFileEntry({ remove: clientMsgId });
    },
    clear: () => writeFileEntry({ clear: true }),
    async close() {
      await log.close();
      await release();
    },
  };
}

function applyFileEntry(items: Map<string, OutboxItem>, entry: OutboxFileEntry): void {
  if ('add' in entry) {
    items.delete(entry.add.clientMsgId);
    items.set(entry.add.clientMsgId, entry.add);
  } else if ('mark' in entry) {
    const item = items.get(entry.mark);
    if (item) items.set(entry.mark, { ...item, ...entry.change });
  } else if ('remove' in entry) items.delete(entry.remove);
  else items.clear();
}
