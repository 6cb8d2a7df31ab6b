/** The number of pino's level `error`. */
const ERROR_LEVEL = 50;
const MAX_CHARS = 300;

/**
 * Returns the text of a log line that belongs on the terminal: an error of a service, shortened. Returns undefined
 * for every other line. Lines of the servers stay in their log files.
 */
export function importantLine(line: string): string | undefined {
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
