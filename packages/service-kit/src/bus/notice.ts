import type { TSchema } from 'typebox';

/** A one-way message of contracts' NOTICES; a subject with `*` is sent on a concrete one. */
export interface Notice<T extends TSchema = TSchema> {
  readonly subject: string;
  readonly payload: T;
}
