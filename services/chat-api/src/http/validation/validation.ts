import { compileSchema } from '@kcs/service-kit';
import fp from 'fastify-plugin';
import type { TSchema } from 'typebox';
import { createFieldError } from '../../input/field-error.ts';
import { createQueryCoercer } from './coerce-query.ts';
import { findFieldWithNul } from './find-nul.ts';

/**
 * Validates requests with the contract schemas. Query and path parameters are first converted from text to numbers and
 * booleans, and defaults are filled in. Bodies are not converted. Responses are not validated, because their schemas
 * exist only for the API reference.
 */
export const validationPlugin = fp(
  async (app) => {
    app.setValidatorCompiler<TSchema>(({ schema, httpPart }) => {
      const validateValue = compileSchema(schema);
      const coerceValue = httpPart === 'body' ? (value: unknown) => value : createQueryCoercer(schema);
      return (value: unknown) => {
        try {
          return { value: rejectNulCharacter(validateValue(coerceValue(value))) };
        } catch (error) {
          return { error: error as Error };
        }
      };
    });
    app.setSerializerCompiler(() => (data) => JSON.stringify(data));
  },
  { name: 'validation' },
);

function rejectNulCharacter<T>(value: T): T {
  const fieldWithNul = findFieldWithNul(value);
  if (fieldWithNul !== undefined) throw createFieldError(fieldWithNul, 'must not contain the NUL character');
  return value;
}
