import { ChatError } from '@kcs/contracts';
import type { Static, TSchema } from 'typebox';
import { Compile } from 'typebox/compile';
import { Settings } from 'typebox/system';
import { explain } from './explain.ts';

// Each alternative of a union counts, so the default of 8 hides fields behind one union of many words.
Settings.Set({ maxErrors: 64 });

/**
 * A function that answers with the value itself if it fits the schema; nothing is converted, defaulted or removed.
 * At most the first 8 violations are told, however hostile the value.
 * @throws ChatError `VALIDATION_FAILED` with the fields that are wrong
 */
export const compileSchema = <T extends TSchema>(schema: T): ((value: unknown) => Static<T>) => {
  const validator = Compile(schema);
  return (value) => {
    if (validator.Check(value)) return value as Static<T>;
    throw new ChatError('VALIDATION_FAILED', undefined, { details: explain(validator.Errors(value)) });
  };
};
