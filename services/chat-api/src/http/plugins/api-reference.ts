import swagger from '@fastify/swagger';
import fp from 'fastify-plugin';
import type { ChatApiConfig } from '../../config/config-schema.ts';
import { createAsyncApiDocument } from '../reference/async-api.ts';
import { collectEventSchemas, describeApi } from '../reference/description.ts';

/**
 * Serves the OpenAPI document at /docs/json and the AsyncAPI document at /docs/asyncapi.json. The documents are
 * generated from the schemas that validate requests and events (REST-10).
 */
export const apiReferencePlugin = fp<{ config: Pick<ChatApiConfig, 'PUBLIC_URL'> }>(
  async (app, { config }) => {
    await app.register(swagger, {
      openapi: {
        openapi: '3.1.0',
        info: { title: 'KCS Chat', version: '1', description: describeApi() },
        // List only the page's own origin as a server, because the content security policy of the page forbids calls to
        // any other origin.
        servers: [{ url: '/' }],
        components: {
          securitySchemes: { token: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' } },
          schemas: collectEventSchemas(),
        },
        security: [{ token: [] }],
      },
      hideUntagged: true,
      transform: ({ schema, url, route }) => ({
        url,
        schema: makeDefaultedParametersOptional(route.config?.public ? { ...schema, security: [] } : schema),
      }),
    });
    const asyncApiDocument = createAsyncApiDocument(config.PUBLIC_URL);
    app.get('/docs/json', async () => app.swagger());
    app.get('/docs/asyncapi.json', async () => asyncApiDocument);
  },
  { name: 'api-reference' },
);

interface QueryStringSchema {
  readonly properties?: Readonly<Record<string, { readonly default?: unknown }>>;
  readonly required?: readonly string[];
}

/**
 * Marks query parameters that have a default as optional in the API reference. The schemas list them as required,
 * because they are always present after validation has filled in the defaults.
 */
function makeDefaultedParametersOptional<S extends { readonly querystring?: unknown } | undefined>(
  schema: S,
): S {
  const querySchema = schema?.querystring as QueryStringSchema | undefined;
  if (!querySchema?.required) return schema;
  const requiredParameters = querySchema.required.filter(
    (name) => querySchema.properties?.[name]?.default === undefined,
  );
  return { ...schema, querystring: { ...querySchema, required: requiredParameters } };
}
