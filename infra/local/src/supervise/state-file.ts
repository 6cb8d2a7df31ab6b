import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { identifyProcess } from './process-identity.ts';

export interface ProcessStateEntry {
  name: string;
  /** The process id; null while the process is down and waits for its restart. */
  pid: number | null;
  url: string;
  opsUrl: string | null;
  /** A string that distinguishes this process from a later process with the same pid. */
  identity: string | null;
  /** The port of the debugger; set only if the start was given `--inspect`. */
  inspectPort?: number;
}

/**
 * Keeps the list of running processes in `state.json`, for people and tools. A reader always gets a complete, current
 * list. Only the owner of `state.json` can read it, because the list contains the database URL, which includes a
 * password.
 */
export class StateFile {
  readonly #path: string;
  readonly #entries = new Map<string, ProcessStateEntry>();

  constructor(path: string) {
    this.#path = path;
    mkdirSync(dirname(path), { recursive: true });
  }

  set(entry: ProcessStateEntry): void {
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

  /** Returns the processes that an earlier run left behind; an empty list if that run stopped cleanly. */
  static read(path: string): ProcessStateEntry[] {
    try {
      const storedEntries: unknown = JSON.parse(readFileSync(path, 'utf8'));
      return Array.isArray(storedEntries) ? storedEntries : [];
    } catch {
      return [];
    }
  }
}

/** Returns whether the process of the entry still runs. A later process with the same pid does not count. */
export function isProcessRunning({ pid, identity }: ProcessStateEntry): boolean {
  return !!pid && !!identity && identifyProcess(pid) === identity;
}
