import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

export interface StateEntry {
  name: string;
  /** The process id; null while the process is down and waiting for its restart. */
  pid: number | null;
  url: string;
  opsUrl: string | null;
  /** A string that distinguishes the process from a later process with the same pid. */
  identity: string | null;
  /** The debugger's port. Set only with `--inspect`. */
  inspectPort?: number;
}

/**
 * Writes the list of running processes to `state.json`, for people and tools. A reader always sees a complete,
 * current list. Only the owner can read the file, because the database URL contains a password.
 */
export class StateFile {
  readonly #path: string;
  readonly #entries = new Map<string, StateEntry>();

  constructor(path: string) {
    this.#path = path;
    mkdirSync(dirname(path), { recursive: true });
  }

  set(entry: StateEntry): void {
    this.#entries.set(entry.name, entry);
    this.#write();
  }

  remove(name: string): void {
    this.#entries.delete(name);
    this.#write();
  }

  #write(): void {
    if (this.#entries.size === 0) {
      rmSync(this.#path, { force: true });
      return;
    }
    const temporaryPath = `${this.#path}.${process.pid}`;
    writeFileSync(temporaryPath, `${JSON.stringify([...this.#entries.values()], null, 2)}\n`, {
      mode: 0o600,
    });
    renameSync(temporaryPath, this.#path);
  }

  /** Returns the processes that an earlier start left behind; an empty list if that start stopped cleanly. */
  static read(path: string): StateEntry[] {
    try {
      const entries: unknown = JSON.parse(readFileSync(path, 'utf8'));
      return Array.isArray(entries) ? entries : [];
    } catch {
      return [];
    }
  }
}
