import { StartError } from '../start-error.ts';

/** The path of a server's program, or an error that tells how to get it. */
export function required(name: string, path: string | undefined): string {
  if (path) return path;
  throw new StartError(
    `${name} is not installed`,
    'run "npm start" as root once, or install the package yourself',
  );
}
