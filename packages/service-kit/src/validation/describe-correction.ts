import type { TValidationError } from 'typebox/error';

/** Returns how to correct one error, as a phrase that follows the field's name. */
export function describeCorrection(error: TValidationError): string {
  switch (error.keyword) {
    case 'type':
      return `must be of type ${[error.params.type].flat().join(' or ')}`;
    case 'const':
      return `must be ${JSON.stringify(error.params.allowedValue)}`;
    case 'enum':
      return `must be one of ${joinValues(error.params.allowedValues)}`;
    case 'minLength':
      return `must have at least ${formatCount(error.params.limit, 'character')}`;
    case 'maxLength':
      return `must have at most ${formatCount(error.params.limit, 'character')}`;
    case 'minItems':
      return `must have at least ${formatCount(error.params.limit, 'item')}`;
    case 'maxItems':
      return `must have at most ${formatCount(error.params.limit, 'item')}`;
    case 'minProperties':
      return `must have at least ${formatCount(error.params.limit, 'field')}`;
    case 'maxProperties':
      return `must have at most ${formatCount(error.params.limit, 'field')}`;
    case 'minimum':
      return `must be ${error.params.limit} or more`;
    case 'maximum':
      return `must be ${error.params.limit} or less`;
    case 'pattern':
      return `must match ${String(error.params.pattern)}`;
    default:
      return 'message' in error
        ? String(error.message)
        : `does not satisfy the schema keyword "${error.keyword}"`;
  }
}

function joinValues(values: readonly unknown[]): string {
  return values.map((value) => JSON.stringify(value)).join(', ');
}

function formatCount(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
