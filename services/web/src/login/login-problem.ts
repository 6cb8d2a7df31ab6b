import type { ApiError } from '@kcs/chat-client';

/** Returns the text that tells the user why the login failed and what to do next. */
export function describeLoginProblem(error: ApiError): string {
  switch (error.code) {
    case 'UNAUTHENTICATED':
      return 'Wrong email address or password. Check both and try again.';
    case 'VALIDATION_FAILED':
      return 'That doesn’t look like an email address. Check it and try again.';
    case 'RATE_LIMITED': {
      const seconds = Math.ceil((error.retryAfterMs ?? 60_000) / 1000);
      return `Too many attempts. Wait ${seconds} ${seconds === 1 ? 'second' : 'seconds'}, then try again.`;
    }
    default:
      return error.message;
  }
}
