/** From pino's `error` (50) on. */
const ERROR_LEVEL = 50;
const LONGEST = 300;

/** What of a service's log deserves the terminal: its errors, shortened. Servers keep to their log files. */
export function importantLine(line: string): string | undefined {
  if (!line.startsWith('{')) return undefined;
  try {
    const entry = JSON.parse(line) as { level?: unknown; msg?: unknown; err?: { message?: unknown } };
    if (typeof entry.level !== 'number' || entry.level < ERROR_LEVEL) return undefined;
    const text = [entry.msg, entry.err?.message].filter((part) => typeof part === 'string').join(': ');
    return text.slice(0, LONGEST);
  } catch {
    return undefined;
  }
}
