import { compileSchema } from '@kcs/service-kit';
import fp from 'fastify-plugin';
import type { TSchema } from 'typebox';
import { fieldError } from '../../input/field-error.ts';
import { coerceQuery } from './coerce-query.ts';
import { findNul } from './find-nul.ts';

/**
 * Validates requests by the schemas of contracts. Bodies are not converted; in queries and paths, which are text, numbers
 * and booleans are read exactly and defaults are filled in. Responses are not validated: their schemas are for the API
 * reference.
 */
export const validation = fp(
  async (app) => {
    app.setValidatorCompiler<TSchema>(({ schema, httpPart }) => {
      const validate = compileSchema(schema);
      const prepare = httpPart === 'body' ? (value: unknown) => value : coerceQuery(schema);
      return (value: unknown) => {
        try {
          return { value: refuseNul(validate(prepare(value))) };
        } catch (error) {
          return { error: error as Error };
        }
      };
    });
    app.setSerializerCompiler(() => (data) => JSON.stringify(data));
  },
  { name: 'validation' },
);

function refuseNul<T>(value: T): T {
  const field = findNul(value);
  if (field !== undefined) throw fieldError(field, 'must not contain the NUL character');
  return value;
}
