import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, relative } from 'node:path';

/** Creates the file unless it exists. */
export function createOnce(path: string, mode: number, create: () => string): void {
  if (existsSync(path)) say('Kept', path);
  else write(path, mode, create(), 'Created');
}

/** Writes the content to the file, replacing any previous content. */
export function replace(path: string, mode: number, text: string): void {
  if (!existsSync(path)) write(path, mode, text, 'Created');
  else if (readFileSync(path, 'utf8') === text) say('Kept', path);
  else write(path, mode, text, 'Replaced');
}

/** Writes another file first and renames it, so that a reader never sees half a file. */
function write(path: string, mode: number, text: string, done: string): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(`${path}.new`, text, { mode, flush: true });
  renameSync(`${path}.new`, path);
  say(done, path);
}

function say(done: string, path: string): void {
  console.log(`${done} ${relative(dirname(dirname(path)), path)}`);
}
