import { ChatError } from '@kcs/contracts';
import t from 'tap';
import { toClientFailure } from '../../src/handlers/failure.ts';

t.test('a ChatError keeps its code and message, with a retry time if a retry can help', async (t) => {
  t.same(toClientFailure(new ChatError('ROOM_NOT_FOUND', 'No such room.')), {
    code: 'ROOM_NOT_FOUND',
    message: 'No such room.',
  });
  t.match(toClientFailure(new ChatError('UNAVAILABLE')), { code: 'UNAVAILABLE', retryAfterMs: 1_000 });
});

t.test('the message of a validation error names the first invalid field', async (t) => {
  const validationDetails = [{ field: 'roomId', message: 'must be a string' }];
  t.match(toClientFailure(new ChatError('VALIDATION_FAILED', undefined, { details: validationDetails })), {
    code: 'VALIDATION_FAILED',
    message: 'roomId: must be a string',
  });
});

t.test(
  'other errors do not reveal their message, and a payload nested too deeply is a validation error',
  async (t) => {
    const { code, message } = toClientFailure(new Error('secret'));
    t.equal(code, 'INTERNAL');
    t.notMatch(message, /secret/);
    t.equal(toClientFailure(new RangeError('Maximum call stack size exceeded')).code, 'VALIDATION_FAILED');
  },
);
