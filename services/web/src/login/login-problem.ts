import type { ApiError } from '@kcs/chat-client';

/** Returns the text that tells the user why the login failed and what to do next. */
export function describeLoginProblem(error: ApiError): string {
  switch (error.code) {
    case 'UNAUTHENTICATED':
      return 'Wrong email address or password. Check both and try again.';
    case 'VALIDATION_FAILED':
      return 'That doesn’t look like an email address. Check it and try again.';
    case 'RATE_LIMITED':
      return `Too many attempts. Wait ${formatWait(error.retryAfterMs ?? 60_000)}, then try again.`;
    default:
      return error.message;
  }
}

/**
 * Returns the waiting time before the next login attempt as text: in seconds if the time is shorter than 90 seconds,
 * otherwise in minutes, rounded up.
 */
function formatWait(ms: number): string {
  const seconds = Math.ceil(ms / 1000);
  if (seconds < 90) return seconds === 1 ? '1 second' : `${seconds} seconds`;
  return `${Math.ceil(seconds / 60)} minutes`;
}
