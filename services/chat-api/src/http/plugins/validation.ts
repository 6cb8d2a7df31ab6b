import { compileSchema } from '@kcs/service-kit';
import fp from 'fastify-plugin';
import type { TSchema } from 'typebox';
import { coerceQuery } from '../coerce-query.ts';

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
          return { value: validate(prepare(value)) };
        } catch (error) {
          return { error: error as Error };
        }
      };
    });
    app.setSerializerCompiler(() => (data) => JSON.stringify(data));
  },
  { name: 'validation' },
);
