/** The numeric value of pino's log level `error`. */
const ERROR_LEVEL = 50;
const MAX_CHARS = 300;

/**
 * Returns the shortened message of a log line that a service logged as an error; undefined for all other lines. Lines
 * of the servers are never returned and appear only in log files.
 */
export function extractErrorMessage(line: string): string | undefined {
  if (!line.startsWith('{')) return undefined;
  try {
    const entry = JSON.parse(line) as { level?: unknown; msg?: unknown; err?: { message?: unknown } };
    if (typeof entry.level !== 'number' || entry.level < ERROR_LEVEL) return undefined;
    const text = [entry.msg, entry.err?.message].filter((part) => typeof part === 'string').join(': ');
    return text.slice(0, MAX_CHARS);
  } catch {
    return undefined;
  }
}
