import { StartError } from '../start-error.ts';

/**
 * Returns the path of a server's program. If it is undefined, throws a StartError that says how to install the
 * program.
 */
export function required(name: string, path: string | undefined): string {
  if (path) return path;
  throw new StartError(
    `${name} is not installed`,
    'Run "npm start" as root once, or install the package yourself.',
  );
}
