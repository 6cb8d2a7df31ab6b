/** What comes out of `JSON.parse`: tests look at answers without naming their type. */
export type Json = ReturnType<typeof JSON.parse>;
