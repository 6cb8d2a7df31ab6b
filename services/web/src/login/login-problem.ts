import type { ApiError } from '@kcs/chat-client';

/** Returns the text that tells the user why the login failed and what to do next. */
export function describeLoginProblem(error: ApiError): string {
  switch (error.code) {
    case 'UNAUTHENTICATED':
      return 'Wrong email address or password. Check both and try again.';
    case 'VALIDATION_FAILED':
      return 'That doesn’t look like an email address. Check it and try again.';
    case 'RATE_LIMITED':
      return `Too many attempts. Wait ${formatWaitTime(error.retryAfterMs ?? 60_000)}, then try again.`;
    default:
      return error.message;
  }
}

/** Returns the text that tells the user why the login to a demo account failed and what to do next. */
export function describeDemoLoginProblem(error: ApiError): string {
  return error.code === 'UNAUTHENTICATED'
    ? 'The demo accounts have another password on this server. Find it in the output of the start command, then log in with the form below.'
    : describeLoginProblem(error);
}

/**
 * Returns the waiting time before the next login attempt as text: in seconds if the time is shorter than 90 seconds,
 * otherwise in minutes, rounded up.
 */
function formatWaitTime(ms: number): string {
  const waitSeconds = Math.ceil(ms / 1000);
  if (waitSeconds < 90) return waitSeconds === 1 ? '1 second' : `${waitSeconds} seconds`;
  return `${Math.ceil(waitSeconds / 60)} minutes`;
}
