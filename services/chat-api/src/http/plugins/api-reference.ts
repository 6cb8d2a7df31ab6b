import swagger from '@fastify/swagger';
import swaggerUi from '@fastify/swagger-ui';
import fp from 'fastify-plugin';
import type { Config } from '../../config/config.ts';
import { asyncApi } from '../reference/async-api.ts';
import { eventSchemas, referenceDescription } from '../reference/description.ts';
import { optionalParameters } from '../reference/optional-parameters.ts';

/** What the reference pages themselves need: nothing from elsewhere, styles written by their script. */
const PAGE_POLICY = [
  "default-src 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
  "object-src 'none'",
  "img-src 'self' data:",
  "style-src 'self' 'unsafe-inline'",
].join('; ');

/**
 * The API reference at /docs and its documents, OpenAPI at /docs/json and AsyncAPI at /docs/asyncapi.json, made from the
 * schemas that validate.
 */
export const apiReference = fp<{ config: Pick<Config, 'PUBLIC_URL'> }>(
  async (app, { config }) => {
    await app.register(swagger, {
      openapi: {
        openapi: '3.1.0',
        info: { title: 'KCS Chat', version: '1', description: referenceDescription() },
        // Where the page came from: its policy lets it call nowhere else.
        servers: [{ url: '/' }],
        components: {
          securitySchemes: { token: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' } },
          schemas: eventSchemas(),
        },
        security: [{ token: [] }],
      },
      hideUntagged: true,
      transform: ({ schema, url, route }) => ({
        url,
        schema: optionalParameters(route.config?.public ? { ...schema, security: [] } : schema),
      }),
    });
    const events = asyncApi(config.PUBLIC_URL);
    app.get('/docs/asyncapi.json', async () => events);
    await app.register(swaggerUi, {
      routePrefix: '/docs',
      staticCSP: PAGE_POLICY,
      uiConfig: { persistAuthorization: false, tryItOutEnabled: true, validatorUrl: null },
    });
  },
  { name: 'api-reference' },
);
