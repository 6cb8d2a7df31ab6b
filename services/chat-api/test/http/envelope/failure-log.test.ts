import { ChatError } from '@kcs/contracts';
import { createLogger } from '@kcs/service-kit';
import t from 'tap';
import { errorsPlugin } from '../../../src/http/plugins/errors.ts';
import { createHttpServer } from '../../../src/http/server/create-http-server.ts';

t.test('the log entry of an internal error has the request id of the response', async (t) => {
  const logLines: string[] = [];
  const logDestination = { write: (line: string) => logLines.push(line) };
  const loggerOptions = { service: 'chat-api', instanceId: 'test', level: 'info' };
  const app = createHttpServer(createLogger({ ...loggerOptions, destination: logDestination }));
  await app.register(errorsPlugin);
  app.get('/', () => Promise.reject(new Error('a bug')));
  const { request_id } = (await app.inject('/')).json();
  t.match(JSON.parse(logLines[0] ?? '{}'), { request_id, err: { message: 'a bug' } });
});

t.test(
  'the log entry of a failed request has the route instead of the URL, and no stack trace for a retryable error',
  async (t) => {
    for (const code of ['UNAVAILABLE', 'INTERNAL'] as const) {
      const logLines: string[] = [];
      const logDestination = { write: (line: string) => logLines.push(line) };
      const app = createHttpServer(
        createLogger({ service: 'chat-api', instanceId: 'test', level: 'info', destination: logDestination }),
      );
      await app.register(errorsPlugin);
      const rootCause = new Error('canceling statement due to statement timeout');
      const queryError = new Error('a query failed', { cause: rootCause });
      app.get('/rooms/:id/search', () =>
        Promise.reject(new ChatError(code, undefined, { cause: queryError })),
      );
      const { request_id } = (await app.inject('/rooms/room_1/search?q=my+secret+words')).json();
      t.equal(logLines.length, 1);
      const [line = ''] = logLines;
      t.match(JSON.parse(line), { request_id, method: 'GET', route: '/rooms/:id/search' });
      t.match(line, rootCause.message);
      t.notMatch(line, /secret|room_1/);
      if (code === 'UNAVAILABLE') t.notMatch(line, /\bat .*:\d+:\d+/, 'no stack');
    }
  },
);
