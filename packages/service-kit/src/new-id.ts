import type { IdKind } from '@kcs/contracts';
import { ulid } from 'ulid';

/** A new id of the kind: its name and a lower-case ULID, so that ids sort by the time of their making. */
export const newId = (kind: IdKind): string => `${kind}_${ulid().toLowerCase()}`;
