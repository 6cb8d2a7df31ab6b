import { open, readFile, rename } from 'node:fs/promises';
import { dirname } from 'node:path';

/** An append-only file of lines. Lines survive a crash of the process and of the machine. */
export interface FileLog {
  /**
   * Appends a line and resolves when the line is on disk. Calls `onDurable` as soon as the line is on disk, before any
   * later write starts.
   */
  append(line: string, onDurable: () => void): Promise<void>;
  /**
   * Replaces all lines of the file. After a crash, the file contains either all old lines or all new ones. `lines` is
   * called after all earlier appends have finished.
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
 * Opens a log file. Returns the log and the lines already in the file. Removes an incomplete last line that a crash may
 * have left. Only one process may open the file at a time (see `acquireFileLock`).
 */
export async function openFileLog(path: string): Promise<[FileLog, lines: string[]]> {
  const fileText = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return '';
    throw error;
  });
  const completeLinesText = fileText.slice(0, fileText.lastIndexOf('\n') + 1);
  let fileHandle = await open(path, 'a', OWNER_ONLY_FILE_MODE);
  let fileSize = Buffer.byteLength(completeLinesText);
  if (completeLinesText !== fileText) await fileHandle.truncate(fileSize);

  let waitingLines: WaitingLine[] = [];
  let lastTaskPromise: Promise<void> = Promise.resolve();
  const enqueueTask = (task: () => Promise<void>): Promise<void> => {
    const taskPromise = lastTaskPromise.then(task);
    lastTaskPromise = taskPromise.catch(() => undefined);
    return taskPromise;
  };

  /** Writes all waiting lines and syncs them to disk once. */
  const writeWaitingLines = async () => {
    const linesToWrite = waitingLines;
    waitingLines = [];
    if (linesToWrite.length === 0) return;
    const bytesToWrite = Buffer.from(linesToWrite.map(({ line }) => `${line}\n`).join(''));
    try {
      await fileHandle.appendFile(bytesToWrite);
      await fileHandle.datasync();
      fileSize += bytesToWrite.length;
      for (const { onDurable, resolve } of linesToWrite) {
        onDurable();
        resolve();
      }
    } catch (error) {
      // Remove a partly written line, because the next line would be appended to it.
      await fileHandle.truncate(fileSize).catch(() => undefined);
      for (const { reject } of linesToWrite) reject(error);
    }
  };

  const fileLog: FileLog = {
    append: (line, onDurable) =>
      new Promise((resolve, reject) => {
        waitingLines.push({ line, onDurable, resolve, reject });
        void enqueueTask(writeWaitingLines);
      }),
    replace: (lines) =>
      enqueueTask(async () => {
        const bytesToWrite = Buffer.from(
          lines()
            .map((line) => `${line}\n`)
            .join(''),
        );
        await replaceFile(path, bytesToWrite);
        await fileHandle.close();
        fileHandle = await open(path, 'a', OWNER_ONLY_FILE_MODE);
        fileSize = bytesToWrite.length;
      }),
    close: () => enqueueTask(() => fileHandle.close()),
  };
  return [fileLog, completeLinesText.split('\n').slice(0, -1)];
}

const OWNER_ONLY_FILE_MODE = 0o600;

async function replaceFile(path: string, bytes: Buffer): Promise<void> {
  const temporaryPath = `${path}.new`;
  const temporaryFileHandle = await open(temporaryPath, 'w', OWNER_ONLY_FILE_MODE);
  try {
    await temporaryFileHandle.writeFile(bytes);
    await temporaryFileHandle.sync();
  } finally {
    await temporaryFileHandle.close();
  }
  await rename(temporaryPath, path);
  await syncFolder(dirname(path));
}

/**
 * Syncs a folder, so that a rename in it survives a crash. Platforms on which a folder cannot be synced do not need
 * this.
 */
async function syncFolder(path: string): Promise<void> {
  const folderHandle = await open(path, 'r').catch(() => undefined);
  await folderHandle?.sync().catch(() => undefined);
  await folderHandle?.close();
}
