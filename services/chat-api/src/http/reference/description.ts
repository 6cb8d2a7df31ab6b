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

const formatClientEventsTable = (): string =>
  formatMarkdownTable(
    ['client event', 'answering event', 'meaning'],
    Object.entries(CLIENT_EVENTS).map(([name, { payload, answer }]) => [
      `\`${name}\``,
      answer === null ? '' : `\`${answer}\``,
      getEventDescription(payload),
    ]),
  );

const formatServerEventsTable = (): string =>
  formatMarkdownTable(
    ['server event', 'meaning'],
    Object.entries(SERVER_EVENTS).map(([name, payload]) => [`\`${name}\``, getEventDescription(payload)]),
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

## Socket events

A client event may have a callback, which receives the payload of the answering event, \`{ success: true }\` if the event has no
answer, or \`{ success: false, error }\`. Without a callback, the failure is sent as an \`error\` event. The
payloads are listed under Schemas at the end of this page, and together with the bus events in the
[AsyncAPI document](/docs/asyncapi.json).

${formatClientEventsTable()}

${formatServerEventsTable()}`;

/** Returns the payload schemas of all socket events. The keys contain the direction and the name of the event. */
export const collectEventSchemas = (): Record<string, object> =>
  Object.fromEntries([
    ...Object.entries(CLIENT_EVENTS).map(([name, { payload }]) => [`client-event.${name}`, payload]),
    ...Object.entries(SERVER_EVENTS).map(([name, payload]) => [`server-event.${name}`, payload]),
  ]);
