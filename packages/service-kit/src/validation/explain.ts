import type { FieldProblem } from '@kcs/contracts';
import type { TValidationError } from 'typebox/error';

/** Enough to mend a request by; an answer stays short however wrong the value. */
const MOST_TOLD = 8;

const list = (values: readonly unknown[]): string => values.map((value) => JSON.stringify(value)).join(', ');
const plural = (count: number, one: string): string => `${count} ${one}${count === 1 ? '' : 's'}`;

/** What to do about one violation, in words that stand behind the field's name. */
const advice = (error: TValidationError): string => {
  switch (error.keyword) {
    case 'type':
      return `must be of type ${[error.params.type].flat().join(' or ')}`;
    case 'const':
      return `must be ${JSON.stringify(error.params.allowedValue)}`;
    case 'enum':
      return `must be one of ${list(error.params.allowedValues)}`;
    case 'minLength':
      return `must have at least ${plural(error.params.limit, 'character')}`;
    case 'maxLength':
      return `must have at most ${plural(error.params.limit, 'character')}`;
    case 'minItems':
      return `must have at least ${plural(error.params.limit, 'item')}`;
    case 'maxItems':
      return `must have at most ${plural(error.params.limit, 'item')}`;
    case 'minimum':
      return `must be ${error.params.limit} or more`;
    case 'maximum':
      return `must be ${error.params.limit} or less`;
    case 'pattern':
      return `must match ${String(error.params.pattern)}`;
    default:
      return 'message' in error ? String(error.message) : `breaks the rule ${error.keyword}`;
  }
};

/** The alternatives' own violations say more than "matches none"; a list of allowed values says most. */
const withoutAlternatives = (errors: readonly TValidationError[]): TValidationError[] => {
  let left = [...errors];
  for (const union of errors.filter((error) => error.keyword === 'anyOf')) {
    const inside = (e: TValidationError) => e.schemaPath.startsWith(`${union.schemaPath}/anyOf/`);
    const within = left.filter(inside);
    const values = within.flatMap((e) => (e.keyword === 'const' ? [e.params.allowedValue] : []));
    const telling = within.filter((e) => !(e.keyword === 'type' && e.params.type === 'null'));
    left = left.filter((e) => !inside(e) && e !== union);
    if (values.length > 0 && within.every((e) => e.keyword === 'const' || e.keyword === 'type')) {
      left.push({ ...union, keyword: 'enum', params: { allowedValues: values } });
    } else left.push(...(telling.length > 0 ? telling : [union]));
  }
  return left;
};

/** A validator's errors as the fields that are wrong (JSON pointers, `""` = the whole value) and what to do about each. */
export const explain = (errors: readonly TValidationError[]): FieldProblem[] => {
  const problems = withoutAlternatives(errors).flatMap((error): FieldProblem[] => {
    const named = (names: readonly string[], message: string) =>
      names.map((name) => ({ field: `${error.instancePath}/${name}`, message }));
    switch (error.keyword) {
      case 'required':
        return named(error.params.requiredProperties, 'is required');
      case 'additionalProperties':
        return named(error.params.additionalProperties, 'is not known here; leave it out');
      // Stands beside the error above, once for each unknown field.
      case 'boolean':
        return [];
      default:
        return [{ field: error.instancePath, message: advice(error) }];
    }
  });
  const seen = new Set<string>();
  const told = problems.filter(({ field, message }) => {
    const key = `${field} ${message}`;
    return seen.has(key) ? false : seen.add(key);
  });
  return told.slice(0, MOST_TOLD);
};
