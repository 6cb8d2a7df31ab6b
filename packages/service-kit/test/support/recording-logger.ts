import { Writable } from 'node:stream';
import { createLogger, type Logger } from '../../src/index.ts';

interface RecordedLogLine {
  readonly level: number;
  readonly msg: string;
  readonly [key: string]: unknown;
}

/** Returns a real logger that records its lines as text and as objects. */
export function createRecordingLogger(
  level = 'debug',
  options: { readonly repeatWindowMs?: number } = {},
): {
  logger: Logger;
  lines: RecordedLogLine[];
  text: () => string;
} {
  const recordedLines: RecordedLogLine[] = [];
  const rawLogLines: string[] = [];
  const recordingStream = new Writable({
    write(chunk, _encoding, done) {
      rawLogLines.push(String(chunk));
      recordedLines.push(JSON.parse(String(chunk)) as RecordedLogLine);
      done();
    },
  });
  const logger = createLogger({
    service: 'test',
    instanceId: 'test-1',
    level,
    destination: recordingStream,
    ...options,
  });
  return { logger, lines: recordedLines, text: () => rawLogLines.join('') };
}
