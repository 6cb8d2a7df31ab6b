import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

export interface StateEntry {
  name: string;
  /** Null while it is down and about to be started again. */
  pid: number | null;
  url: string;
  opsUrl: string | null;
  /** Tells this process from a later one with the same pid. */
  identity: string | null;
}

/**
 * Who runs where, for people and tools. A reader always sees one whole, current state. The database's URL holds its
 * password, so only the owner may read it.
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
    const aside = `${this.#path}.${process.pid}`;
    writeFileSync(aside, `${JSON.stringify([...this.#entries.values()], null, 2)}\n`, { mode: 0o600 });
    renameSync(aside, this.#path);
  }

  /** What the last start left behind; empty when it ended well. */
  static read(path: string): StateEntry[] {
    try {
      const entries: unknown = JSON.parse(readFileSync(path, 'utf8'));
      return Array.isArray(entries) ? entries : [];
    } catch {
      return [];
    }
  }
}
