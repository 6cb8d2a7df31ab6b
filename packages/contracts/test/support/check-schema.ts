import type { Test } from 'tap';
import type Type from 'typebox';
import { Compile } from 'typebox/compile';

/**
 * Values that a schema must accept, and values that it must reject. The key of a rejected value says why the schema
 * rejects it.
 */
interface SchemaCases {
  readonly accepted: readonly unknown[];
  readonly refused: Readonly<Record<string, unknown>>;
}

export function checkSchema(t: Test, schema: Type.TSchema, { accepted, refused }: SchemaCases): void {
  const schemaValidator = Compile(schema);
  for (const value of accepted) {
    t.same([...schemaValidator.Errors(value)], [], `accepts ${JSON.stringify(value)?.slice(0, 80)}`);
  }
  for (const [reason, value] of Object.entries(refused))
    t.notOk(schemaValidator.Check(value), `refuses ${reason}`);
}
