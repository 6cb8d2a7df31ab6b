import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, relative } from 'node:path';

/** Creates the file unless it already exists. */
export function createFileIfMissing(path: string, mode: number, create: () => string): void {
  if (existsSync(path)) printFileResult('Kept', path);
  else writeFileAtomically(path, mode, create(), 'Created');
}

/** Creates the file, or replaces its content if that differs. */
export function createOrReplaceFile(path: string, mode: number, text: string): void {
  if (!existsSync(path)) writeFileAtomically(path, mode, text, 'Created');
  else if (readFileSync(path, 'utf8') === text) printFileResult('Kept', path);
  else writeFileAtomically(path, mode, text, 'Replaced');
}

/** Writes a temporary file first and then renames it, so that a reader never sees an incomplete file. */
function writeFileAtomically(path: string, mode: number, text: string, done: string): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(`${path}.new`, text, { mode, flush: true });
  renameSync(`${path}.new`, path);
  printFileResult(done, path);
}

function printFileResult(done: string, path: string): void {
  console.log(`${done} ${relative(dirname(dirname(path)), path)}`);
}
