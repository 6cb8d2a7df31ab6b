import {
  createSuccessPageSchema,
  createSuccessSchema,
  ERRORS,
  type ErrorCode,
  FailureResponse,
} from '@kcs/contracts';
import Type, { type TSchema } from 'typebox';

interface RouteDescription {
  readonly tags: [string];
  readonly summary: string;
  readonly description?: string;
  readonly body?: TSchema;
  readonly querystring?: TSchema;
  readonly params?: TSchema;
}

/** The error codes that every route can return. The API reference lists them for each route. */
const COMMON_ERROR_CODES: readonly ErrorCode[] = [
  'VALIDATION_FAILED',
  'UNAUTHENTICATED',
  'RATE_LIMITED',
  'INTERNAL',
  'UNAVAILABLE',
];

/**
 * Returns the Fastify schema of a route, for validation and the API reference. `data` is the schema of the response
 * data, or an object with one schema per HTTP status. `errors` lists the error codes that the route can return in
 * addition to those that every route can return.
 */
export function createRouteSchema<const D extends RouteDescription>(
  description: D,
  data: TSchema | Readonly<Record<number, TSchema>>,
  errors: readonly ErrorCode[] = [],
): D & { readonly response: unknown } {
  const schemasByStatus = isTypeBoxSchema(data) ? { 200: data } : data;
  const successResponses = Object.entries(schemasByStatus).map(([status, schema]) => [
    status,
    { description: 'Success', content: { 'application/json': { schema: createSuccessSchema(schema) } } },
  ]);
  return {
    ...description,
    response: { ...Object.fromEntries(successResponses), ...describeFailureResponses(errors) },
  };
}

/**
 * Returns the Fastify schema of a route that responds with a paged list of `item`. `pageFields` are further fields of
 * `page`.
 */
export function createListRouteSchema<const D extends RouteDescription>(
  description: D,
  item: TSchema,
  errors: readonly ErrorCode[] = [],
  pageFields: Readonly<Record<string, TSchema>> = {},
): D & { readonly response: unknown } {
  const pageResponse = {
    description: 'One page of the list',
    content: { 'application/json': { schema: createSuccessPageSchema(item, pageFields) } },
  };
  return { ...description, response: { 200: pageResponse, ...describeFailureResponses(errors) } };
}

/** Returns the Fastify schema of a route that responds with a JSON document without an envelope. */
export function createDocumentRouteSchema<const D extends RouteDescription>(
  description: D,
  document: TSchema,
  errors: readonly ErrorCode[],
): D & { readonly response: unknown } {
  const documentResponse = {
    description: 'The document',
    content: { 'application/json': { schema: document } },
  };
  return { ...description, response: { 200: documentResponse, ...describeFailureResponses(errors) } };
}

/** The response data of routes that have nothing to return: an empty object. */
export const EmptyObjectSchema = Type.Object({});

/**
 * Returns whether `data` is a TypeBox schema. This function cannot use `Type.IsSchema`, because `Type.IsSchema` returns
 * true for any object.
 */
const isTypeBoxSchema = (data: object): data is TSchema => '~kind' in data;

function describeFailureResponses(errors: readonly ErrorCode[]): Record<number, unknown> {
  const codesByStatus = new Map<number, ErrorCode[]>();
  for (const code of new Set([...COMMON_ERROR_CODES, ...errors])) {
    const { status } = ERRORS[code];
    codesByStatus.set(status, [...(codesByStatus.get(status) ?? []), code]);
  }
  const failureResponses = [...codesByStatus].map(([status, codes]) => [
    status,
    {
      description: codes.map((code) => `\`${code}\``).join(', '),
      content: { 'application/json': { schema: FailureResponse } },
    },
  ]);
  return Object.fromEntries(failureResponses);
}
