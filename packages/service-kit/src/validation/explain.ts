import type { FieldProblem } from '@kcs/contracts';
import type { TValidationError } from 'typebox/error';
import { describeCorrection } from './describe-correction.ts';
import { simplifyUnionErrors } from './simplify-union-errors.ts';

/**
 * The maximum number of invalid fields that an error lists. Eight fields are enough for a client to correct its
 * request, and they keep the response short.
 */
const MAX_REPORTED_PROBLEMS = 8;

/**
 * Returns at most 8 invalid fields, each with advice on how to correct the field. Fields are JSON pointers; `""` means
 * the whole value.
 */
export function explainValidationErrors(errors: readonly TValidationError[]): FieldProblem[] {
  const fieldProblems = simplifyUnionErrors(errors).flatMap((error): FieldProblem[] => {
    const createFieldProblems = (names: readonly string[], message: string) =>
      names.map((name) => ({ field: `${error.instancePath}/${name}`, message }));
    switch (error.keyword) {
      case 'required':
        return createFieldProblems(error.params.requiredProperties, 'is required');
      case 'additionalProperties':
        return createFieldProblems(error.params.additionalProperties, 'is not a known field. Remove it.');
      // Ignore `boolean` errors. For each unknown field, the validator reports such an error in addition to
      // `additionalProperties`.
      case 'boolean':
        return [];
      default:
        return [{ field: error.instancePath, message: describeCorrection(error) }];
    }
  });
  const listedProblemKeys = new Set<string>();
  const distinctProblems = fieldProblems.filter(({ field, message }) => {
    const problemKey = `${field} ${message}`;
    return listedProblemKeys.has(problemKey) ? false : listedProblemKeys.add(problemKey);
  });
  return distinctProblems.slice(0, MAX_REPORTED_PROBLEMS);
}
