import type { TSchema } from 'typebox';
import { Compile } from 'typebox/compile';
import { explainValidationErrors } from '../validation/explain.ts';
import { coerceVariable, type VariableSchema } from './coerce.ts';
import { readVariable } from './read-variable.ts';
import { redactUrl } from './redact-url.ts';

interface VariableOptions {
  readonly name: string;
  readonly required: boolean;
  readonly production: boolean;
  readonly env: NodeJS.ProcessEnv;
}

/**
 * Reads and validates one variable. Returns its value, its problem, or neither if the variable is optional and unset.
 */
export function loadVariable(
  schema: VariableSchema & TSchema,
  { name, required, production, env }: VariableOptions,
): { value?: unknown; problem?: string } {
  const { text, problem } = readVariable(name, env);
  if (problem !== undefined) return { problem };
  if (text === undefined) {
    const defaultValue = schema.default ?? (production ? undefined : schema.development);
    if (defaultValue !== undefined) return { value: defaultValue };
    if (!required) return {};
    const conditionText = production && schema.development !== undefined ? ' in production' : '';
    const descriptionText = schema.description === undefined ? '' : `: ${schema.description}`;
    return { problem: `${name} must be set${conditionText}${descriptionText}${formatExample(name, schema)}` };
  }
  const coercedValue = coerceVariable(schema, text);
  if (production && schema.secret && coercedValue === schema.development) {
    return { problem: `${name} has its development value, which is public. Set a secret of your own.` };
  }
  const fieldProblems = explainValidationErrors(Compile(schema).Errors(coercedValue));
  if (fieldProblems.length === 0) return { value: coercedValue };
  const reasonTexts = fieldProblems.map(
    ({ field, message }) => `${field === '' ? '' : `${field} `}${message}`,
  );
  return {
    problem: `${name} ${reasonTexts.join('; ')}${formatCurrentValue(schema, text)}${formatExample(name, schema)}`,
  };
}

function formatExample(name: string, schema: VariableSchema): string {
  const example = schema.examples?.[0] ?? schema.default ?? (schema.secret ? undefined : schema.development);
  return example === undefined ? '' : ` (for example ${name}=${String(example)})`;
}

function formatCurrentValue(schema: VariableSchema, text: string): string {
  return schema.secret || schema.confidential ? '' : `, not ${JSON.stringify(redactUrl(text).slice(0, 100))}`;
}
