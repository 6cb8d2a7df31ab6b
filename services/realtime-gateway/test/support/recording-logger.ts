import { createLogger, type Logger } from '@kcs/service-kit';

/** Returns a logger, and the lines at level `info` and above that it has written so far, as objects. */
export function createRecordingLogger(): { logger: Logger; lines: Record<string, unknown>[] } {
  const lines: Record<string, unknown>[] = [];
  const destination = { write: (line: string) => void lines.push(JSON.parse(line)) };
  return { logger: createLogger({ service: 'test', instanceId: 'test', level: 'info', destination }), lines };
}
