import Type from 'typebox';

/**
 * Returns the schema of an environment variable that holds a URL that `read` accepts. Error messages never show the
 * URL, because it may contain a password.
 */
export function createServerUrlSchema(read: (text: string) => unknown, options: Type.TSchemaOptions) {
  const findUrlProblem = (text: string): string | undefined => {
    try {
      read(text);
      return undefined;
    } catch (error) {
      return (error as Error).message;
    }
  };
  return Type.Refine(
    Type.String({ ...options, confidential: true }),
    (text) => findUrlProblem(text) === undefined,
    (text) => findUrlProblem(String(text)) ?? '',
  );
}
