import { ApiError } from '@kcs/chat-client';
import t from 'tap';
import { describeSessionEnd } from '../../src/login/end-reason.ts';
import { describeLoginProblem } from '../../src/login/login-problem.ts';

t.test('the login page tells the user what to do next after every kind of login failure', async (t) => {
  t.match(describeLoginProblem(new ApiError('UNAUTHENTICATED', '')), /Wrong email address or password/);
  t.match(describeLoginProblem(new ApiError('VALIDATION_FAILED', '')), /doesn’t look like an email address/);
  t.match(describeLoginProblem(new ApiError('RATE_LIMITED', '', 900)), /Wait 1 second,/);
  t.match(describeLoginProblem(new ApiError('RATE_LIMITED', '')), /Wait 60 seconds,/);
  t.match(describeLoginProblem(new ApiError('RATE_LIMITED', '', 894_000)), /Wait 15 minutes,/);
  t.equal(describeLoginProblem(new ApiError('INTERNAL', 'Try again later.')), 'Try again later.');
});

t.test('the login page explains the end of a session, even for an unknown reason', async (t) => {
  t.equal(describeSessionEnd('LOGGED_OUT'), 'You have logged out. Log in again to use the chat.');
  t.match(describeSessionEnd('SESSION_REVOKED'), /ended from another device/);
  t.equal(describeSessionEnd('DEACTIVATED'), describeSessionEnd('FORBIDDEN'));
  t.match(describeSessionEnd('SOMETHING_NEW'), /Log in again/);
});
