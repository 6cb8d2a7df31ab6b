import t from 'tap';
import { ApiError, asApiError, createServerError, createUnreachableError } from '../../src/api/api-error.ts';

t.test('an unreachable or unavailable server can be retried, but a forbidden request cannot', async (t) => {
  t.ok(createUnreachableError().retryable);
  t.ok(new ApiError('UNAVAILABLE', 'Not now.').retryable);
  t.notOk(new ApiError('FORBIDDEN', 'No.').retryable);
});

t.test(
  'a server error keeps its code, message, and requested wait, and an unknown code becomes the general code of the HTTP status',
  async (t) => {
    t.match(createServerError({ code: 'RATE_LIMITED', message: 'Slow down.', retryAfterMs: 500 }), {
      code: 'RATE_LIMITED',
      message: 'Slow down.',
      retryAfterMs: 500,
    });
    const errorWithUnknownCode = { code: 'FROM_THE_FUTURE', message: 'New.' };
    t.match(createServerError(errorWithUnknownCode, 503), {
      code: 'UNAVAILABLE',
      message: 'New.',
      retryable: true,
    });
    t.match(createServerError(errorWithUnknownCode, 403), {
      code: 'FORBIDDEN',
      message: 'New.',
      retryable: false,
    });
    const errorWithRequestedWait = { ...errorWithUnknownCode, retryAfterMs: 500 };
    t.match(createServerError(errorWithRequestedWait), {
      code: 'INTERNAL',
      retryAfterMs: 500,
      retryable: true,
    });
    t.match(
      createServerError(errorWithUnknownCode),
      { retryable: false },
      'without a wait there is nothing to wait for',
    );
  },
);

t.test('any thrown value becomes an error whose message can be shown to the user', async (t) => {
  const forbiddenError = new ApiError('FORBIDDEN', 'No.');
  t.equal(asApiError(forbiddenError), forbiddenError);
  t.match(asApiError(new TypeError('fetch failed')), {
    code: 'UNREACHABLE',
    message: /Check your connection/,
  });
});
