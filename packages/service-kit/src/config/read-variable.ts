import { readFileSync } from 'node:fs';

interface ReadVariableResult {
  readonly text?: string;
  /** The reason why the variable cannot be read. */
  readonly problem?: string;
}

/**
 * Reads the variable `X`, or the file that the variable `X_FILE` names. Container platforms pass secrets as files. An
 * empty value counts as unset, because a compose file that contains `X: ${X:-}` sets `X` to an empty value if `X` is
 * unset. Never throws.
 */
export function readVariable(name: string, env: NodeJS.ProcessEnv): ReadVariableResult {
  const variableText = env[name];
  const variableFilePath = env[`${name}_FILE`];
  if (!variableFilePath) return variableText ? { text: variableText } : {};
  if (variableText) return { problem: `${name} and ${name}_FILE are both set. Remove one of them.` };
  try {
    return { text: readFileSync(variableFilePath, 'utf8').trim() };
  } catch (error) {
    return { problem: `${name}_FILE names a file that cannot be read: ${(error as Error).message}` };
  }
}
