import Type from 'typebox';

/** ISO 8601 in UTC with milliseconds, e.g. `2026-01-31T08:00:00.000Z`. */
export const Timestamp = Type.String({
  pattern: '^\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:\\d{2}\\.\\d{3}Z$',
  description: 'ISO 8601, UTC',
});

/** A number of a room's event log: 1, 2, 3 …, gapless, in commit order. 0 stands for "before everything". */
export const Seq = Type.Integer({ minimum: 0, maximum: 2_147_483_647, description: "A room's event number" });

/** `null` or the schema. */
export const Nullable = <T extends Type.TSchema>(schema: T) => Type.Union([schema, Type.Null()]);
