import { ChatError } from '@kcs/contracts';
import type { Static, TSchema } from 'typebox';
import { Compile } from 'typebox/compile';
import { Settings } from 'typebox/system';
import { boundPatterns } from './bound-patterns.ts';
import { explain } from './explain.ts';

// Each alternative of a union counts as an error. With the default of 8, one large union would hide other fields.
Settings.Set({ maxErrors: 64 });

/**
 * Returns a function that validates a value and returns it unchanged: it converts, defaults, and removes nothing. The
 * function throws `VALIDATION_FAILED` with the invalid fields, at most 8. No pattern runs on text
 * beyond its `maxLength`.
 */
export function compileSchema<T extends TSchema>(schema: T): (value: unknown) => Static<T> {
  const validator = Compile(boundPatterns(schema));
  return (value) => {
    if (validator.Check(value)) return value as Static<T>;
    throw new ChatError('VALIDATION_FAILED', undefined, { details: explain(validator.Errors(value)) });
  };
}
