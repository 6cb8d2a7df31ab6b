import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/**
 * Returns the version in the nearest package.json above the file that started the process; `unknown` if there is none.
 */
export function readServiceVersion(entry = process.argv[1] ?? process.cwd()): string {
  for (let folder = dirname(entry); ; folder = dirname(folder)) {
    try {
      const { version } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as {
        version?: string;
      };
      return version ?? 'unknown';
    } catch {
      if (folder === dirname(folder)) return 'unknown';
    }
  }
}
