import { ChatError } from '@kcs/contracts';
import { compileSchema } from '@kcs/service-kit';
import fp from 'fastify-plugin';
import type { TSchema } from 'typebox';
import { coerceQuery } from './coerce-query.ts';
import { findNul } from './find-nul.ts';

/**
 * Validation by the schemas of contracts. Bodies are taken as they are; of a query and a path, which are text, numbers
 * and booleans are read exactly and defaults filled in. Answers are ours and go out as they are: the schemas of
 * `response` are for the API reference.
 */
export const validation = fp(
  async (app) => {
    app.setValidatorCompiler<TSchema>(({ schema, httpPart }) => {
      const validate = compileSchema(schema);
      const prepare = httpPart === 'body' ? (value: unknown) => value : coerceQuery(schema);
      return (value: unknown) => {
        try {
          return { value: withoutNul(validate(prepare(value))) };
        } catch (error) {
          return { error: error as Error };
        }
      };
    });
    app.setSerializerCompiler(() => (data) => JSON.stringify(data));
  },
  { name: 'validation' },
);

function withoutNul<T>(value: T): T {
  const field = findNul(value);
  if (field === undefined) return value;
  const details = [{ field, message: 'must not contain the NUL character' }];
  throw new ChatError('VALIDATION_FAILED', undefined, { details });
}
