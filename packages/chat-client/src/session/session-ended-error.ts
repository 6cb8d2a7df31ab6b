import { ApiError } from '../api/api-error.ts';

export const createSessionEndedError = () =>
  new ApiError('UNAUTHENTICATED', 'Your session has ended. Please log in again.');
