import { ERRORS, type ErrorCode, Failure, Success, SuccessPage } from '@kcs/contracts';
import Type, { type TSchema } from 'typebox';

interface Described {
  readonly tags: [string];
  readonly summary: string;
  readonly description?: string;
  readonly body?: TSchema;
  readonly querystring?: TSchema;
  readonly params?: TSchema;
}

/** Everything may answer these, so they stand in the document for every route. */
const ALWAYS: readonly ErrorCode[] = ['VALIDATION_FAILED', 'UNAUTHENTICATED', 'INTERNAL', 'UNAVAILABLE'];

/**
 * The schema of a route: what is validated, and what the API reference shows. `reply` is the data of a good answer (or
 * of several by status), `errors` the codes beside those that every route may answer.
 */
export function routeSchema<const D extends Described>(
  described: D,
  reply: TSchema | Readonly<Record<number, TSchema>>,
  errors: readonly ErrorCode[] = [],
): D & { readonly response: unknown } {
  const good = isSchema(reply) ? { 200: reply } : reply;
  const success = Object.entries(good).map(([status, data]) => [
    status,
    { description: 'Done', content: { 'application/json': { schema: Success(data) } } },
  ]);
  return { ...described, response: { ...Object.fromEntries(success), ...failures(errors) } };
}

/** The same for a list: `reply` is one item. */
export function listSchema<const D extends Described>(
  described: D,
  item: TSchema,
  errors: readonly ErrorCode[] = [],
): D & { readonly response: unknown } {
  const page = { description: 'A page', content: { 'application/json': { schema: SuccessPage(item) } } };
  return { ...described, response: { 200: page, ...failures(errors) } };
}

/** The data of an answer that says nothing more than that it is done. */
export const Nothing = Type.Object({});

/** `Type.IsSchema` takes any object for one. */
const isSchema = (reply: object): reply is TSchema => '~kind' in reply;

function failures(errors: readonly ErrorCode[]): Record<number, unknown> {
  const byStatus = new Map<number, ErrorCode[]>();
  for (const code of new Set([...ALWAYS, ...errors])) {
    const { status } = ERRORS[code];
    byStatus.set(status, [...(byStatus.get(status) ?? []), code]);
  }
  const described = [...byStatus].map(([status, codes]) => [
    status,
    {
      description: codes.map((code) => `\`${code}\``).join(', '),
      content: { 'application/json': { schema: Failure } },
    },
  ]);
  return Object.fromEntries(described);
}
