import type { IdKind } from '@kcs/contracts';
import { monotonicFactory } from 'ulid';

const ulid = monotonicFactory();

/** A new id of the kind: its name and a lower-case ULID; ids of one process sort in the order of their making. */
export const newId = (kind: IdKind): string => `${kind}_${ulid().toLowerCase()}`;
