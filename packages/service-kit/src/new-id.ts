import type { IdKind } from '@kcs/contracts';
import { monotonicFactory } from 'ulid';

const ulid = monotonicFactory();

/** Returns a new id of the kind: its prefix and a lower-case ULID. Ids made by one process sort in order of creation. */
export function newId(kind: IdKind): string {
  return `${kind}_${ulid().toLowerCase()}`;
}
