import Type from 'typebox';

/** An ISO 8601 time in UTC with milliseconds, for example `2026-01-31T08:00:00.000Z` (REST-8). */
export const Timestamp = Type.String({
  pattern: '^\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:\\d{2}\\.\\d{3}Z$',
  maxLength: 24,
  description: 'ISO 8601, UTC',
});

/**
 * The number of an event in the log of its room: 1, 2, 3, …, without gaps, in commit order (LOG-1). As a position, 0
 * means the place before the first event.
 */
export const Seq = Type.Integer({
  minimum: 0,
  maximum: 2_147_483_647,
  description: "Number of an event in the room's log",
});

/** Returns a schema that accepts `null` and every value that the given schema accepts. */
export function Nullable<T extends Type.TSchema>(schema: T) {
  return Type.Union([schema, Type.Null()]);
}
