/** The result of `JSON.parse`. Tests read answers without declaring their type. */
export type Json = ReturnType<typeof JSON.parse>;
