import Type from 'typebox';
import { Nullable } from '../time.ts';

/** `{ success: true, data }`: every good answer. */
export const Success = <T extends Type.TSchema>(data: T) =>
  Type.Object({ success: Type.Literal(true), data });

/** A list: `data` is the array, `page` stands beside it. `next_cursor` is null at the end. */
export const SuccessPage = <T extends Type.TSchema>(item: T) =>
  Type.Object({
    success: Type.Literal(true),
    data: Type.Array(item),
    page: Type.Object({ next_cursor: Nullable(Type.String()), has_more: Type.Boolean() }),
  });

export const Failure = Type.Object({
  success: Type.Literal(false),
  error: Type.Object({
    code: Type.String(),
    message: Type.String(),
    details: Type.Optional(Type.Array(Type.Object({ field: Type.String(), message: Type.String() }))),
  }),
  request_id: Type.String(),
});
export type Failure = Type.Static<typeof Failure>;

/** The longest cursor: of a person's name of 200 four-byte characters and an id, as a JSON list in base64url. */
const CURSOR_CHARS = 1_118;

/** `?limit=&cursor=` of a list; `most` and `usual` are counts of items. */
export const pageQuery = (most = 100, usual = 50) => ({
  limit: Type.Integer({ minimum: 1, maximum: most, default: usual }),
  cursor: Type.Optional(Type.String({ minLength: 1, maxLength: CURSOR_CHARS })),
});
