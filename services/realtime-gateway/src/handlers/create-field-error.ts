import { ChatError } from '@kcs/contracts';

/** Returns the error for a client event in which one field is invalid. */
export const createFieldError = (field: string, message: string): ChatError =>
  new ChatError('VALIDATION_FAILED', undefined, { details: [{ field: `/${field}`, message }] });
