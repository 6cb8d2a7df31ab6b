import { existsSync, type FSWatcher, readdirSync, statSync, watch } from 'node:fs';
import { join } from 'node:path';

export interface FolderWatcherOptions {
  /** Called with the paths that changed, at most once in 30 ms. */
  onChange(files: readonly string[]): void;
  signal: AbortSignal;
}

/** An editor writes a file in several steps. All steps within this time count as one change. */
const SETTLE_MS = 30;
/** Matches build output, hidden files, and temporary files of editors. Changes of these are ignored. */
const IGNORED = /^(node_modules|dist|generated|\..*)$|~$/;

/** Watches the files in these folders and all folders below them, including new ones, until the signal is aborted. */
export function watchFolders(folders: readonly string[], options: FolderWatcherOptions): void {
  const watcher = new FolderWatcher(options);
  for (const folder of folders) watcher.add(folder);
  options.signal.addEventListener('abort', () => watcher.close(), { once: true });
}

/**
 * Uses one `fs.watch` for each folder. In Node 20 on Linux, the `recursive` mode loses files that an editor replaces.
 */
class FolderWatcher {
  readonly #options: FolderWatcherOptions;
  readonly #watchers = new Map<string, FSWatcher>();
  readonly #changed = new Set<string>();
  #timer: NodeJS.Timeout | undefined;

  constructor(options: FolderWatcherOptions) {
    this.#options = options;
  }

  /** Adds the folder and all folders below it. Skips a folder that does not exist. */
  add(folder: string): void {
    if (!existsSync(folder) || this.#watchers.has(folder)) return;
    const watcher = watch(folder, (_event, name) => this.#take(folder, name));
    // The folder was deleted. The watcher of its parent reports the change.
    watcher.on('error', () => this.#remove(folder));
    this.#watchers.set(folder, watcher);
    for (const entry of readdirSync(folder, { withFileTypes: true })) {
      if (entry.isDirectory() && !IGNORED.test(entry.name)) this.add(join(folder, entry.name));
    }
  }

  close(): void {
    clearTimeout(this.#timer);
    for (const folder of [...this.#watchers.keys()]) this.#remove(folder);
  }

  #take(folder: string, name: string | null): void {
    if (!name || IGNORED.test(name)) return;
    const path = join(folder, name);
    if (statSync(path, { throwIfNoEntry: false })?.isDirectory()) this.#takeFolder(path);
    else this.#changed.add(path);
    this.#timer ??= setTimeout(() => this.#report(), SETTLE_MS);
  }

  /**
   * A new folder may contain files that were written before it was watched. All of its files therefore count as
   * changed.
   */
  #takeFolder(folder: string): void {
    this.add(folder);
    for (const entry of readdirSync(folder, { withFileTypes: true, recursive: true })) {
      if (entry.isFile()) this.#changed.add(join(entry.parentPath, entry.name));
    }
  }

  #report(): void {
    this.#timer = undefined;
    const files = [...this.#changed];
    this.#changed.clear();
    if (files.length > 0) this.#options.onChange(files);
  }

  #remove(folder: string): void {
    this.#watchers.get(folder)?.close();
    this.#watchers.delete(folder);
  }
}
