import t from 'tap';
import { ChatError, ERRORS } from '../src/index.ts';

t.test('by default, a ChatError has the message and status of its code', async (t) => {
  const error = new ChatError('ROOM_NOT_FOUND');
  t.equal(error.name, 'ChatError');
  t.equal(error.code, 'ROOM_NOT_FOUND');
  t.equal(error.status, 404);
  t.equal(error.message, ERRORS.ROOM_NOT_FOUND.message);
  t.equal(error.details, undefined);
  t.notOk('cause' in error, 'without a cause there is no cause property to log');
});

t.test('a ChatError has the message, details, retry delay, and cause that were passed to it', async (t) => {
  const poolError = new Error('the pool is empty');
  const fieldProblems = [{ field: '/name', message: 'is required' }];
  const error = new ChatError('RATE_LIMITED', 'slow down', {
    details: fieldProblems,
    retryAfterMs: 50,
    cause: poolError,
  });
  t.equal(error.message, 'slow down');
  t.equal(error.details, fieldProblems);
  t.equal(error.retryAfterMs, 50);
  t.equal(error.cause, poolError);
});
