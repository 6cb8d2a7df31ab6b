/** The number of the log level `error` in pino. */
const PINO_ERROR_LEVEL = 50;
const MAX_ERROR_MESSAGE_CHARS = 300;

/**
 * If the log line comes from a service and has the level `error` or higher, returns its message, shortened if
 * necessary. Otherwise returns undefined: all other lines of services, and all lines of servers, appear only in log
 * files.
 */
export function extractErrorMessage(line: string): string | undefined {
  if (!line.startsWith('{')) return undefined;
  try {
    const logEntry = JSON.parse(line) as { level?: unknown; msg?: unknown; err?: { message?: unknown } };
    if (typeof logEntry.level !== 'number' || logEntry.level < PINO_ERROR_LEVEL) return undefined;
    const errorText = [logEntry.msg, logEntry.err?.message]
      .filter((part) => typeof part === 'string')
      .join(': ');
    return errorText.slice(0, MAX_ERROR_MESSAGE_CHARS);
  } catch {
    return undefined;
  }
}
