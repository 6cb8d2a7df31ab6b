import type { ApiError } from '@kcs/chat-client';

/** Why logging in did not work, and what to do. */
export function loginProblem(error: ApiError): string {
  switch (error.code) {
    case 'UNAUTHENTICATED':
      return 'This e-mail address and password do not belong together. Check both and try again.';
    case 'VALIDATION_FAILED':
      return 'That does not look like an e-mail address. Check it and try again.';
    case 'RATE_LIMITED': {
      const seconds = Math.ceil((error.retryAfterMs ?? 60_000) / 1000);
      return `Too many attempts. Wait ${seconds} ${seconds === 1 ? 'second' : 'seconds'}, then try again.`;
    }
    default:
      return error.message;
  }
}
