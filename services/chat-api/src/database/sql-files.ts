import { readdir, readFile } from 'node:fs/promises';
import { join, parse } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder that contains `migrations` and `functions`. The build copies it next to the bundle. */
export const SQL_FOLDER = fileURLToPath(new URL('./sql', import.meta.url));

export interface SqlFile {
  /** The file name without `.sql`. */
  readonly name: string;
  readonly text: string;
}

/** Returns the SQL files of a folder, sorted by name. */
export async function readSqlFiles(folder: string): Promise<SqlFile[]> {
  const fileNames = (await readdir(folder)).filter((file) => file.endsWith('.sql')).sort();
  return Promise.all(
    fileNames.map(async (file) => ({
      name: parse(file).name,
      text: await readFile(join(folder, file), 'utf8'),
    })),
  );
}
