/** A payload whose type a test does not declare. Reading a missing field fails at run time instead of compile time. */
// biome-ignore lint/suspicious/noExplicitAny: declaring the type of every payload would double the length of most tests
export type Untyped = any;
