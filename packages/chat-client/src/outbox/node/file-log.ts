import { open, readFile, rename } from 'node:fs/promises';
import { dirname } from 'node:path';

/** Lines in a file. They survive a crash of the process and of the machine. */
export interface FileLog {
  /** Resolves when the line is durable. Calls `onDurable` at that moment, before anything else is written. */
  append(line: string, onDurable: () => void): Promise<void>;
  /**
   * Replaces all lines. A crash leaves either the old lines or the new ones. `lines` is called after all earlier
   * appends.
   */
  replace(lines: () => readonly string[]): Promise<void>;
  close(): Promise<void>;
}

interface WaitingLine {
  readonly line: string;
  readonly onDurable: () => void;
  resolve(): void;
  reject(error: unknown): void;
}

/**
 * Opens a log and returns it with its lines. Drops a line that a crash cut short. The caller must be the only user of
 * the file (see `lockFile`).
 */
export async function openFileLog(path: string): Promise<[FileLog, lines: string[]]> {
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return '';
    throw error;
  });
  const whole = text.slice(0, text.lastIndexOf('\n') + 1);
  let handle = await open(path, 'a', OWNER_ONLY);
  let size = Buffer.byteLength(whole);
  if (whole !== text) await handle.truncate(size);

  let waiting: WaitingLine[] = [];
  let lastTask: Promise<void> = Promise.resolve();
  const enqueue = (task: () => Promise<void>): Promise<void> => {
    const done = lastTask.then(task);
    lastTask = done.catch(() => undefined);
    return done;
  };

  /** Writes all waiting lines with one sync. */
  const flush = async () => {
    const batch = waiting;
    waiting = [];
    if (batch.length === 0) return;
    const bytes = Buffer.from(batch.map(({ line }) => `${line}\n`).join(''));
    try {
      await handle.appendFile(bytes);
      await handle.datasync();
      size += bytes.length;
      for (const { onDurable, resolve } of batch) {
        onDurable();
        resolve();
      }
    } catch (error) {
      // A partly written line must not become the beginning of the next line.
      await handle.truncate(size).catch(() => undefined);
      for (const { reject } of batch) reject(error);
    }
  };

  const log: FileLog = {
    append: (line, onDurable) =>
      new Promise((resolve, reject) => {
        waiting.push({ line, onDurable, resolve, reject });
        void enqueue(flush);
      }),
    replace: (lines) =>
      enqueue(async () => {
        const bytes = Buffer.from(
          lines()
            .map((line) => `${line}\n`)
            .join(''),
        );
        await replaceFile(path, bytes);
        await handle.close();
        handle = await open(path, 'a', OWNER_ONLY);
        size = bytes.length;
      }),
    close: () => enqueue(() => handle.close()),
  };
  return [log, whole.split('\n').slice(0, -1)];
}

const OWNER_ONLY = 0o600;

async function replaceFile(path: string, bytes: Buffer): Promise<void> {
  const temporary = `${path}.new`;
  const file = await open(temporary, 'w', OWNER_ONLY);
  try {
    await file.writeFile(bytes);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(temporary, path);
  await syncFolder(dirname(path));
}

/** Makes the rename durable. Some platforms cannot sync a folder and do not need to. */
async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, 'r').catch(() => undefined);
  await folder?.sync().catch(() => undefined);
  await folder?.close();
}
