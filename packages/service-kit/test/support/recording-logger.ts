import { Writable } from 'node:stream';
import { createLogger, type Logger } from '../../src/index.ts';

interface RecordedLine {
  readonly level: number;
  readonly msg: string;
  readonly [key: string]: unknown;
}

/** Returns a real logger that records its lines as text and as objects. */
export function createRecordingLogger(level = 'debug'): {
  logger: Logger;
  lines: RecordedLine[];
  text: () => string;
} {
  const lines: RecordedLine[] = [];
  const rawLines: string[] = [];
  const destination = new Writable({
    write(chunk, _encoding, done) {
      rawLines.push(String(chunk));
      lines.push(JSON.parse(String(chunk)) as RecordedLine);
      done();
    },
  });
  const logger = createLogger({ service: 'test', instanceId: 'test-1', level, destination });
  return { logger, lines, text: () => rawLines.join('') };
}
