import { ChatError } from '@kcs/contracts';

/** One field of the input is wrong, in a way that its schema cannot say. */
export const fieldError = (field: string, message: string): ChatError =>
  new ChatError('VALIDATION_FAILED', undefined, { details: [{ field, message }] });
