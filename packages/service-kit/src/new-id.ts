import type { IdKind } from '@kcs/contracts';
import { monotonicFactory } from 'ulid';

const ulid = monotonicFactory();

/**
 * Returns a new id: the prefix of its kind and a lower-case ULID. Ids created by one process sort in order of creation.
 */
export function newId(kind: IdKind): string {
  return `${kind}_${ulid().toLowerCase()}`;
}
