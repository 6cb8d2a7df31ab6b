import { CLIENT_EVENTS, ERRORS, SERVER_EVENTS } from '@kcs/contracts';
import type { TSchema } from 'typebox';

/** Returns the description of an event, which is stored in the schema of its payload. */
export const getEventDescription = (schema: TSchema): string =>
  (schema as { description?: string }).description ?? '';

const formatMarkdownTable = (
  head: readonly string[],
  rows: readonly (readonly (string | number)[])[],
): string => [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');

const formatErrorsTable = (): string =>
  formatMarkdownTable(
    ['code', 'status', 'retry the same request', 'meaning'],
    Object.entries(ERRORS).map(([code, { status, retry, message }]) => [
      `\`${code}\``,
      status,
      retry,
      message,
    ]),
  );

/** Returns the introduction of the API reference, as Markdown. */
export const describeApi =
  (): string => `The REST API of KCS Chat. Log in with \`POST /api/v1/auth/login\` and send the access token as
\`Authorization: Bearer <token>\`. The same token opens a Socket.IO connection (\`auth: { token }\`).
Programs send the token of a service account in the same header. Sockets refuse such a token.

A success response is \`{ "success": true, "data": … }\`. A list has \`page: { next_cursor, has_more }\` in addition to
\`data\`. An error response is \`{ "success": false, "error": { "code", "message", "details"? }, "request_id" }\`. Times are ISO 8601 in UTC.
Responses with status 429 or 503 have a \`Retry-After\` header.

${formatErrorsTable()}

The [event reference](/docs/events) describes socket events and the messages on the bus.`;

/** Returns the payload schemas of all socket events. The keys contain the direction and the name of the event. */
export const collectEventSchemas = (): Record<string, object> =>
  Object.fromEntries([
    ...Object.entries(CLIENT_EVENTS).map(([name, { payload }]) => [`client-event.${name}`, payload]),
    ...Object.entries(SERVER_EVENTS).map(([name, payload]) => [`server-event.${name}`, payload]),
  ]);
