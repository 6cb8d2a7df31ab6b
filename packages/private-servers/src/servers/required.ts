import { StartError } from '../start-error.ts';

/** Returns the path of a server's program. If there is none, throws a StartError that says how to install it. */
export function required(name: string, path: string | undefined): string {
  if (path) return path;
  throw new StartError(
    `${name} is not installed`,
    'Run "npm start" as root once, or install the package yourself.',
  );
}
