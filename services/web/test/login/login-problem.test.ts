import { ApiError } from '@kcs/chat-client';
import t from 'tap';
import { endReason } from '../../src/login/end-reason.ts';
import { loginProblem } from '../../src/login/login-problem.ts';

t.test('every login failure tells the user what to do next', async (t) => {
  t.match(loginProblem(new ApiError('UNAUTHENTICATED', '')), /Wrong email address or password/);
  t.match(loginProblem(new ApiError('VALIDATION_FAILED', '')), /doesn’t look like an email address/);
  t.match(loginProblem(new ApiError('RATE_LIMITED', '', 900)), /Wait 1 second,/);
  t.match(loginProblem(new ApiError('RATE_LIMITED', '')), /Wait 60 seconds,/);
  t.equal(loginProblem(new ApiError('INTERNAL', 'Try again later.')), 'Try again later.');
});

t.test('the login page explains the end of a session, even for an unknown reason', async (t) => {
  t.equal(endReason('LOGGED_OUT'), 'You’ve been logged out.');
  t.match(endReason('SESSION_REVOKED'), /ended from another device/);
  t.equal(endReason('DEACTIVATED'), endReason('FORBIDDEN'));
  t.match(endReason('SOMETHING_NEW'), /Log in again/);
});
