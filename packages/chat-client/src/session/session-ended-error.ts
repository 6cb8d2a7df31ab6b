import { ApiError } from '../api/api-error.ts';

/** Returns the error for a request that needs a session after the session has ended. */
export const createSessionEndedError = () =>
  new ApiError('UNAUTHENTICATED', 'Your session has ended. Please log in again.');
