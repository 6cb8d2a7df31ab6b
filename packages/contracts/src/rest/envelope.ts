import Type from 'typebox';
import { Nullable } from '../time.ts';

/** Returns the schema of a success response, `{ success: true, data }` (REST-1). */
export function createSuccessSchema<T extends Type.TSchema>(data: T) {
  return Type.Object({ success: Type.Literal(true), data });
}

/**
 * Returns the schema of a list response. `data` is an array. `page.next_cursor` is the cursor of the
 * next page; null on the last page (REST-6). `pageFields` are further fields of `page`.
 */
export function createSuccessPageSchema<T extends Type.TSchema>(
  item: T,
  pageFields: Readonly<Record<string, Type.TSchema>> = {},
) {
  return Type.Object({
    success: Type.Literal(true),
    data: Type.Array(item),
    page: Type.Object({ next_cursor: Nullable(Type.String()), has_more: Type.Boolean(), ...pageFields }),
  });
}

/** The body of every failure response (REST-2). */
export const FailureResponse = Type.Object({
  success: Type.Literal(false),
  error: Type.Object({
    code: Type.String(),
    message: Type.String(),
    details: Type.Optional(Type.Array(Type.Object({ field: Type.String(), message: Type.String() }))),
  }),
  request_id: Type.String(),
});
export type FailureResponse = Type.Static<typeof FailureResponse>;

/**
 * The maximum length of a cursor. The longest cursor contains a user name of 200 four-byte characters and an id, as a
 * JSON array in base64url.
 */
const MAX_CURSOR_CHARS = 1_118;

/**
 * Returns the query parameters `limit` and `cursor` of a list route (REST-6). `limit` defaults to `fallback` and can be
 * at most `maximum`.
 */
export function createPageQueryProperties(maximum = 100, fallback = 50) {
  return {
    limit: Type.Integer({ minimum: 1, maximum, default: fallback }),
    cursor: Type.Optional(Type.String({ minLength: 1, maxLength: MAX_CURSOR_CHARS })),
  };
}
