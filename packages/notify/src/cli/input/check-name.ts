import { CliError } from '../cli-error.ts';

const NAME_PATTERN = /^[a-z][a-z0-9-]{1,31}$/;

/** Throws `CliError` if the text cannot be the name of a service account or a consumer. */
export function checkName(name: string): void {
  if (NAME_PATTERN.test(name)) return;
  throw new CliError(
    'usage',
    `"${name}" is not a valid name. Use 2 to 32 lowercase letters, digits, and hyphens.`,
  );
}
