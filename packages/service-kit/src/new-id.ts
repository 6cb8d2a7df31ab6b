import type { IdKind } from '@kcs/contracts';
import { monotonicFactory } from 'ulid';

const createUlid = monotonicFactory();

/**
 * Returns a new id, which consists of the kind of object, an underscore, and a lowercase ULID. The ids that one process
 * creates sort in the order of their creation.
 */
export function newId(kind: IdKind): string {
  return `${kind}_${createUlid().toLowerCase()}`;
}
