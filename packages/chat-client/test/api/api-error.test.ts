import t from 'tap';
import { ApiError, asApiError, errorFromServer, unreachable } from '../../src/api/api-error.ts';

t.test('an error is retryable when the same request may succeed later', async (t) => {
  t.ok(unreachable().retryable);
  t.ok(new ApiError('UNAVAILABLE', 'Not now.').retryable);
  t.notOk(new ApiError('FORBIDDEN', 'No.').retryable);
});

t.test(
  'an error from the server keeps its code, message, and wait, and an unknown code counts as internal',
  async (t) => {
    t.match(errorFromServer({ code: 'RATE_LIMITED', message: 'Slow down.', retryAfterMs: 500 }), {
      code: 'RATE_LIMITED',
      message: 'Slow down.',
      retryAfterMs: 500,
    });
    t.match(errorFromServer({ code: 'FROM_THE_FUTURE', message: 'New.' }), {
      code: 'INTERNAL',
      message: 'New.',
    });
  },
);

t.test('anything that is thrown becomes an error that can be shown', async (t) => {
  const error = new ApiError('FORBIDDEN', 'No.');
  t.equal(asApiError(error), error);
  t.match(asApiError(new TypeError('fetch failed')), {
    code: 'UNREACHABLE',
    message: /Check your connection/,
  });
});
