import t from 'tap';
import { ChatError, CLOSE_REASONS, ERRORS, isErrorCode } from '../src/index.ts';

t.test('every error code has a client or server status and a message that is a sentence', async (t) => {
  for (const [code, { status, message, retry }] of Object.entries(ERRORS)) {
    t.match(code, /^[A-Z_]+$/);
    t.ok(status >= 400 && status < 600, `${code} has status ${status}`);
    t.match(message, /^[A-Z].*\.$/s, `${code} says what is wrong`);
    t.equal(
      retry === 'later',
      [408, 429, 500, 503].includes(status),
      `${code}: retry later just where it can help`,
    );
  }
});

t.test('a ChatError carries the message and status of its code', async (t) => {
  const error = new ChatError('ROOM_NOT_FOUND');
  t.equal(error.status, 404);
  t.equal(error.message, ERRORS.ROOM_NOT_FOUND.message);
  t.equal(new ChatError('RATE_LIMITED', 'slow down', { retryAfterMs: 50 }).retryAfterMs, 50);
});

t.test('a code of elsewhere is not taken for ours', async (t) => {
  t.equal(isErrorCode('ROOM_NOT_FOUND'), true);
  for (const other of ['toString', '', null, 404]) t.equal(isErrorCode(other), false);
});

t.test('a client comes back by itself after every ending but the four of its session', async (t) => {
  const final = Object.entries(CLOSE_REASONS).filter(([, { reconnects }]) => !reconnects);
  t.same(final.map(([code]) => code).sort(), [
    'DEACTIVATED',
    'LOGGED_OUT',
    'SESSION_REVOKED',
    'TOKEN_EXPIRED',
    'UNAUTHENTICATED',
  ]);
  for (const [code, { how, reconnects }] of Object.entries(CLOSE_REASONS)) {
    t.equal(reconnects, how === 'transport-close' || how === 'refuse-handshake', code);
  }
});
