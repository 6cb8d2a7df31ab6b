/** A payload that a test reads without declaring its type. An assertion on a missing field fails at run time. */
// biome-ignore lint/suspicious/noExplicitAny: declaring the type of every payload would double the length of most tests
export type Untyped = any;
