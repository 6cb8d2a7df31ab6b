import { StartError } from '../start-error.ts';

/**
 * Returns the path of a server program. Throws a StartError that says how to install the program if the path is
 * undefined.
 */
export function requireProgram(name: string, path: string | undefined): string {
  if (path) return path;
  throw new StartError(
    `${name} is not installed`,
    'Run "npm start" as root once, which installs it, or install it yourself.',
  );
}
