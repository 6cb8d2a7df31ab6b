import type { TValidationError } from 'typebox/error';

/**
 * Replaces all errors from a union with the clearest ones. If the alternatives are constants, the result is one error
 * that lists the allowed values. If the alternatives are objects, the result is the errors of the alternative whose
 * fields the value has. Otherwise, the result is the errors of the alternatives, or the union's own error if no
 * alternative has a useful error.
 */
export function simplifyUnionErrors(errors: readonly TValidationError[]): TValidationError[] {
  let remainingErrors = [...errors];
  for (const union of errors.filter((error) => error.keyword === 'anyOf')) {
    const isErrorOfUnion = (e: TValidationError) => e.schemaPath.startsWith(`${union.schemaPath}/anyOf/`);
    const unionErrors = remainingErrors.filter(isErrorOfUnion);
    remainingErrors = remainingErrors.filter((e) => !isErrorOfUnion(e) && e !== union);
    remainingErrors.push(...simplifyErrorsOfUnion(union, unionErrors));
  }
  return remainingErrors;
}

function simplifyErrorsOfUnion(
  union: TValidationError,
  unionErrors: readonly TValidationError[],
): readonly TValidationError[] {
  const allowedValues = unionErrors.flatMap((e) => (e.keyword === 'const' ? [e.params.allowedValue] : []));
  if (allowedValues.length > 0 && unionErrors.every((e) => e.keyword === 'const' || e.keyword === 'type'))
    return [{ ...union, keyword: 'enum', params: { allowedValues } }];
  const alternatives = listMatchingAlternatives(union, unionErrors);
  const minDistance = Math.min(...alternatives.map(({ distance }) => distance));
  const [closest, ...equallyClose] = alternatives.filter(({ distance }) => distance === minDistance);
  if (closest !== undefined && equallyClose.length === 0) return closest.errors;
  if (minDistance > 0 && closest !== undefined) return explainChoice(union, alternatives, minDistance);
  const relevantErrors = unionErrors.filter((e) => !(e.keyword === 'type' && e.params.type === 'null'));
  return relevantErrors.length > 0 ? relevantErrors : [union];
}

/** An alternative of a union that accepts values of the same JSON type as the given value. */
interface Alternative {
  readonly errors: readonly TValidationError[];
  /** Fields that the alternative requires and the value lacks. */
  readonly missingFields: readonly string[];
  /** Fields of the value that the alternative does not allow. */
  readonly unknownFields: readonly string[];
  /** The number of missing and unknown fields. */
  readonly distance: number;
}

function listMatchingAlternatives(
  union: TValidationError,
  unionErrors: readonly TValidationError[],
): Alternative[] {
  const pathPrefixLength = `${union.schemaPath}/anyOf/`.length;
  const errorsByIndex: TValidationError[][] = [];
  for (const error of unionErrors) {
    const index = Number.parseInt(error.schemaPath.slice(pathPrefixLength), 10);
    errorsByIndex[index] = [...(errorsByIndex[index] ?? []), error];
  }
  // `flatMap` skips the indexes of alternatives without errors.
  return errorsByIndex.flatMap((errors) => {
    const ownErrors = errors.filter((e) => e.instancePath === union.instancePath);
    if (ownErrors.some((e) => e.keyword === 'type')) return [];
    const missingFields = ownErrors.flatMap((e) =>
      e.keyword === 'required' ? e.params.requiredProperties : [],
    );
    const unknownFields = ownErrors.flatMap((e) =>
      e.keyword === 'additionalProperties' ? e.params.additionalProperties : [],
    );
    return [{ errors, missingFields, unknownFields, distance: missingFields.length + unknownFields.length }];
  });
}

/** Returns errors that say which fields the value may have, because it is equally close to several alternatives. */
function explainChoice(
  union: TValidationError,
  alternatives: readonly Alternative[],
  minDistance: number,
): TValidationError[] {
  const closestAlternatives = alternatives.filter(({ distance }) => distance === minDistance);
  if (closestAlternatives.every(({ missingFields }) => missingFields.length === 0)) {
    const excludingFields = [...new Set(closestAlternatives.flatMap(({ unknownFields }) => unknownFields))];
    return [
      createChoiceError(union, `must have only one of ${excludingFields.join(', ')}. Remove the others.`),
    ];
  }
  const unknownFieldLists = alternatives.map(({ unknownFields }) => unknownFields);
  const fieldsUnknownToAll = (unknownFieldLists[0] ?? []).filter((field) =>
    unknownFieldLists.every((fields) => fields.includes(field)),
  );
  const choices = alternatives
    .map(({ missingFields }) => missingFields.join(' and '))
    .filter((text) => text !== '');
  const choiceError = createChoiceError(union, `must have ${choices.join(', or ')}`);
  if (fieldsUnknownToAll.length === 0) return [choiceError];
  return [
    choiceError,
    { ...union, keyword: 'additionalProperties', params: { additionalProperties: fieldsUnknownToAll } },
  ];
}

const createChoiceError = (
  union: TValidationError,
  message: string,
): TValidationError & { readonly message: string } => ({ ...union, message });
