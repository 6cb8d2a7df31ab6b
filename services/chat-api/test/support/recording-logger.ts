import { Writable } from 'node:stream';
import { createLogger, type Logger } from '@kcs/service-kit';

/** Returns a logger, and the messages that it has logged so far at level `info` and above. */
export function createRecordingLogger(): { logger: Logger; messages: string[] } {
  const messages: string[] = [];
  const logDestination = new Writable({
    write(chunk, _encoding, done) {
      messages.push((JSON.parse(String(chunk)) as { msg: string }).msg);
      done();
    },
  });
  return {
    logger: createLogger({
      service: 'chat-api',
      instanceId: 'test',
      level: 'info',
      destination: logDestination,
    }),
    messages,
  };
}
