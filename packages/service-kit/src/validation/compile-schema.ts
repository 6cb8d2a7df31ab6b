import { ChatError } from '@kcs/contracts';
import type { Static, TSchema } from 'typebox';
import { Compile } from 'typebox/compile';
import { Settings } from 'typebox/system';
import { limitPatternsToMaxLength } from './bound-patterns.ts';
import { explainValidationErrors } from './explain.ts';

// Raise the maximum number of errors that the validator collects. Each alternative of a union counts as one error. With
// the default maximum of 8, one large union would hide errors in other fields.
Settings.Set({ maxErrors: 64 });

/**
 * Returns a function that validates a value and returns it unchanged, without conversions, defaults, or removed fields.
 * If the value is invalid, the function throws `VALIDATION_FAILED`, which lists at most 8 invalid fields. No pattern
 * runs on text longer than its `maxLength`.
 */
export function compileSchema<T extends TSchema>(schema: T): (value: unknown) => Static<T> {
  const validator = Compile(limitPatternsToMaxLength(schema));
  return (value) => {
    if (validator.Check(value)) return value as Static<T>;
    throw new ChatError('VALIDATION_FAILED', undefined, {
      details: explainValidationErrors(validator.Errors(value)),
    });
  };
}
