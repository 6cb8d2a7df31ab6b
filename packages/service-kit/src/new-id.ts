import type { IdKind } from '@kcs/contracts';
import { monotonicFactory } from 'ulid';

const ulid = monotonicFactory();

/**
 * Returns a new id: a prefix that names the kind of object, and a lower-case ULID. Ids created by one process sort in
 * order of creation.
 */
export function newId(kind: IdKind): string {
  return `${kind}_${ulid().toLowerCase()}`;
}
