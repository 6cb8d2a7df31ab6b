import { type FileHandle, open, readFile, rename } from 'node:fs/promises';
import { dirname } from 'node:path';

/**
 * Lines in a file. When `append` resolves, its line survives a crash of the process and of the machine; a line that a
 * crash tore is dropped at the next opening. `replace` leaves either the old lines or the new ones, never a part.
 */
export interface FileLog {
  /** Calls `kept` as soon as the line is, before anything else is written. */
  append(line: string, kept: () => void): Promise<void>;
  /** The lines are asked for when everything before is written. */
  replace(lines: () => readonly string[]): Promise<void>;
  close(): Promise<void>;
}

interface Waiting {
  readonly line: string;
  readonly kept: () => void;
  resolve(): void;
  reject(error: unknown): void;
}

/** Answers the log and the lines that it holds. Only its owner may use the file: nothing here looks for others. */
export async function openFileLog(path: string): Promise<[FileLog, lines: string[]]> {
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return '';
    throw error;
  });
  const whole = text.slice(0, text.lastIndexOf('\n') + 1);
  let handle = await open(path, 'a', OWNER_ONLY);
  let size = Buffer.byteLength(whole);
  if (whole !== text) await handle.truncate(size);

  let waiting: Waiting[] = [];
  let work: Promise<void> = Promise.resolve();
  const next = (task: () => Promise<void>): Promise<void> => {
    const done = work.then(task);
    work = done.catch(() => undefined);
    return done;
  };

  /** What came together is written together. */
  const flush = async () => {
    const batch = waiting;
    waiting = [];
    if (batch.length === 0) return;
    const bytes = Buffer.from(batch.map(({ line }) => `${line}\n`).join(''));
    try {
      await handle.appendFile(bytes);
      await handle.datasync();
      size += bytes.length;
      for (const { kept, resolve } of batch) {
        kept();
        resolve();
      }
    } catch (error) {
      // What was written of it must not become the beginning of the next line.
      await handle.truncate(size).catch(() => undefined);
      for (const { reject } of batch) reject(error);
    }
  };

  const log: FileLog = {
    append: (line, kept) =>
      new Promise((resolve, reject) => {
        waiting.push({ line, kept, resolve, reject });
        void next(flush);
      }),
    replace: (lines) =>
      next(async () => {
        const bytes = Buffer.from(
          lines()
            .map((line) => `${line}\n`)
            .join(''),
        );
        await writeWhole(path, bytes);
        await handle.close();
        handle = await open(path, 'a', OWNER_ONLY);
        size = bytes.length;
      }),
    close: () => next(() => handle.close()),
  };
  return [log, whole.split('\n').slice(0, -1)];
}

const OWNER_ONLY = 0o600;

async function writeWhole(path: string, bytes: Buffer): Promise<void> {
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

/** Makes the new name last; some platforms cannot, and need not. */
async function syncFolder(path: string): Promise<void> {
  const folder: FileHandle | undefined = await open(path, 'r').catch(() => undefined);
  await folder?.sync().catch(() => undefined);
  await folder?.close();
}
