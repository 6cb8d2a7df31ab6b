import { existsSync, type FSWatcher, readdirSync, statSync, watch } from 'node:fs';
import { join } from 'node:path';

export interface FolderWatcherOptions {
  /** Called with the paths of the changed files, at most once every 30 ms. */
  onChange(files: readonly string[]): void;
  signal: AbortSignal;
}

/** An editor writes a file in several steps. All steps within this time count as one change. */
const CHANGE_SETTLE_MS = 30;
/**
 * Matches the names of build output, hidden files, and editors' temporary files. Changes to these files are ignored.
 */
const IGNORED_NAME_PATTERN = /^(node_modules|dist|generated|\..*)$|~$/;

/**
 * Watches all files in the given folders and their subfolders until the signal is aborted. Also watches subfolders that
 * are created later.
 */
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
    const watcher = watch(folder, (_event, name) => this.#recordChange(folder, name));
    // The error means that the folder was deleted. The watcher of its parent folder reports the deletion.
    watcher.on('error', () => this.#unwatch(folder));
    this.#watchers.set(folder, watcher);
    for (const entry of readdirSync(folder, { withFileTypes: true })) {
      if (entry.isDirectory() && !IGNORED_NAME_PATTERN.test(entry.name)) this.add(join(folder, entry.name));
    }
  }

  close(): void {
    clearTimeout(this.#timer);
    for (const folder of [...this.#watchers.keys()]) this.#unwatch(folder);
  }

  #recordChange(folder: string, name: string | null): void {
    if (!name || IGNORED_NAME_PATTERN.test(name)) return;
    const path = join(folder, name);
    if (statSync(path, { throwIfNoEntry: false })?.isDirectory()) this.#recordFolder(path);
    else this.#changed.add(path);
    this.#timer ??= setTimeout(() => this.#reportChanges(), CHANGE_SETTLE_MS);
  }

  /**
   * Watches a new folder and records all files in it as changed, because they may have been written before its watch
   * began.
   */
  #recordFolder(folder: string): void {
    this.add(folder);
    for (const entry of readdirSync(folder, { withFileTypes: true, recursive: true })) {
      if (entry.isFile()) this.#changed.add(join(entry.parentPath, entry.name));
    }
  }

  #reportChanges(): void {
    this.#timer = undefined;
    const changedFiles = [...this.#changed];
    this.#changed.clear();
    if (changedFiles.length > 0) this.#options.onChange(changedFiles);
  }

  #unwatch(folder: string): void {
    this.#watchers.get(folder)?.close();
    this.#watchers.delete(folder);
  }
}
