import t from 'tap';
import { ApiError, asApiError, errorFromServer, unreachable } from '../../src/api/api-error.ts';

t.test('an error is retryable when the same request may succeed later', async (t) => {
  t.ok(unreachable().retryable);
  t.ok(new ApiError('UNAVAILABLE', 'Not now.').retryable);
  t.notOk(new ApiError('FORBIDDEN', 'No.').retryable);
});

t.test(
  "the server's error keeps its code, message and wait; an unknown code falls back to its class",
  async (t) => {
    t.match(errorFromServer({ code: 'RATE_LIMITED', message: 'Slow down.', retryAfterMs: 500 }), {
      code: 'RATE_LIMITED',
      message: 'Slow down.',
      retryAfterMs: 500,
    });
    const unknown = { code: 'FROM_THE_FUTURE', message: 'New.' };
    t.match(errorFromServer(unknown, 503), { code: 'UNAVAILABLE', message: 'New.', retryable: true });
    t.match(errorFromServer(unknown, 403), { code: 'FORBIDDEN', message: 'New.', retryable: false });
    const onSocket = { ...unknown, retryAfterMs: 500 };
    t.match(errorFromServer(onSocket), { code: 'INTERNAL', retryAfterMs: 500, retryable: true });
    t.match(errorFromServer(unknown), { retryable: false }, 'without a wait there is nothing to wait for');
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
