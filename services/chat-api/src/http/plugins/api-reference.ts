import swagger from '@fastify/swagger';
import swaggerUi from '@fastify/swagger-ui';
import { ERRORS } from '@kcs/contracts';
import fp from 'fastify-plugin';

/** The errors of the registry as a table: what clients may see, and what to do. */
const errorsTable = (): string => {
  const rows = Object.entries(ERRORS).map(
    ([code, { status, retry, message }]) => `| \`${code}\` | ${status} | ${retry} | ${message} |`,
  );
  return ['| code | status | repeat the same request | meaning |', '|---|---|---|---|', ...rows].join('\n');
};

const DESCRIPTION = `REST of KCS Chat. Log in with \`POST /api/v1/auth/login\` and send the token as
\`Authorization: Bearer <token>\`; the same token opens a Socket.IO connection (\`auth: { token }\`).

A good answer is \`{ "success": true, "data": … }\`, a list has \`page: { next_cursor, has_more }\` beside \`data\`.
A bad one is \`{ "success": false, "error": { "code", "message", "details"? }, "request_id" }\`. Times are ISO 8601 in UTC.
429 and 503 carry \`Retry-After\`.

${errorsTable()}`;

/** What the reference pages themselves need: nothing from elsewhere, styles written by their script. */
const PAGE_POLICY = [
  "default-src 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
  "object-src 'none'",
  "img-src 'self' data:",
  "style-src 'self' 'unsafe-inline'",
].join('; ');

/** The API reference at /docs and its document at /docs/json, made from the schemas that validate. */
export const apiReference = fp(
  async (app) => {
    await app.register(swagger, {
      openapi: {
        openapi: '3.1.0',
        info: { title: 'KCS Chat', version: '1', description: DESCRIPTION },
        // Where the page came from: its policy lets it call nowhere else.
        servers: [{ url: '/' }],
        components: { securitySchemes: { token: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' } } },
        security: [{ token: [] }],
      },
      hideUntagged: true,
      transform: ({ schema, url, route }) => ({
        url,
        schema: route.config?.public ? { ...schema, security: [] } : schema,
      }),
    });
    await app.register(swaggerUi, {
      routePrefix: '/docs',
      staticCSP: PAGE_POLICY,
      uiConfig: { persistAuthorization: false, tryItOutEnabled: true, validatorUrl: null },
    });
  },
  { name: 'api-reference' },
);
