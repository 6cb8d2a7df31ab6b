import { readFileSync } from 'node:fs';

/** What the environment says about a variable: its text, or nothing, or why it cannot be read. */
export interface Reading {
  readonly text?: string;
  readonly problem?: string;
}

/**
 * The text of `X`, or the content of the file that `X_FILE` names (the way container platforms hand over secrets).
 * An empty value counts as unset, since compose files pass `${X:-}`.
 */
export const readVariable = (name: string, env: NodeJS.ProcessEnv): Reading => {
  const text = env[name];
  const path = env[`${name}_FILE`];
  if (!path) return text ? { text } : {};
  if (text) return { problem: `${name} and ${name}_FILE are both set: keep one of them` };
  try {
    return { text: readFileSync(path, 'utf8').trim() };
  } catch (error) {
    return { problem: `${name}_FILE names a file that cannot be read: ${(error as Error).message}` };
  }
};
