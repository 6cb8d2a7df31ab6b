import { closeSync, mkdirSync, openSync, renameSync, statSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';

/**
 * The size in bytes above which a log file is replaced by a new one. Each process keeps the current and the previous
 * file.
 */
const MAX_LOG_FILE_BYTES = 5 * 1024 * 1024;
const KEPT_OUTPUT_LINE_COUNT = 20;

/** Writes one process's output to log files of limited size, and keeps its last lines in memory for error messages. */
export class LogFile {
  readonly path: string;
  readonly #last: string[] = [];
  #file: number;
  #bytes: number;
  #closed = false;

  constructor(path: string) {
    this.path = path;
    mkdirSync(dirname(path), { recursive: true });
    this.#file = openSync(path, 'a', 0o600);
    this.#bytes = statSync(path).size;
  }

  /** Appends a line. After `close`, lines are dropped. */
  write(line: string): void {
    if (this.#closed) return;
    this.#last.push(line);
    if (this.#last.length > KEPT_OUTPUT_LINE_COUNT) this.#last.shift();
    if (this.#bytes > MAX_LOG_FILE_BYTES) this.#rotate();
    this.#bytes += writeSync(this.#file, `${line}\n`);
  }

  lastLines(): string {
    return this.#last.join('\n');
  }

  close(): void {
    this.#closed = true;
    closeSync(this.#file);
  }

  #rotate(): void {
    closeSync(this.#file);
    renameSync(this.path, `${this.path}.1`);
    this.#file = openSync(this.path, 'a', 0o600);
    this.#bytes = 0;
  }
}
