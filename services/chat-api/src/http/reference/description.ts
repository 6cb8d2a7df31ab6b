import { CLIENT_EVENTS, ERRORS, SERVER_EVENTS } from '@kcs/contracts';
import { summaryOf } from './summary-of.ts';

const table = (head: readonly string[], rows: readonly (readonly (string | number)[])[]): string =>
  [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');

/** The errors of the registry: what clients may see, and what to do. */
const errorsTable = (): string =>
  table(
    ['code', 'status', 'repeat the same request', 'meaning'],
    Object.entries(ERRORS).map(([code, { status, retry, message }]) => [
      `\`${code}\``,
      status,
      retry,
      message,
    ]),
  );

const clientEventsTable = (): string =>
  table(
    ['you send', 'answered by', 'what it does'],
    Object.entries(CLIENT_EVENTS).map(([name, { payload, answer }]) => [
      `\`${name}\``,
      answer === null ? '' : `\`${answer}\``,
      summaryOf(payload),
    ]),
  );

const serverEventsTable = (): string =>
  table(
    ['you get', 'what it tells'],
    Object.entries(SERVER_EVENTS).map(([name, payload]) => [`\`${name}\``, summaryOf(payload)]),
  );

/** What stands before the routes. */
export const referenceDescription =
  (): string => `REST of KCS Chat. Log in with \`POST /api/v1/auth/login\` and send the token as
\`Authorization: Bearer <token>\`; the same token opens a Socket.IO connection (\`auth: { token }\`).

A good answer is \`{ "success": true, "data": … }\`, a list has \`page: { next_cursor, has_more }\` beside \`data\`.
A bad one is \`{ "success": false, "error": { "code", "message", "details"? }, "request_id" }\`. Times are ISO 8601 in UTC.
429 and 503 carry \`Retry-After\`.

${errorsTable()}

## Events of the sockets

Each may carry a callback, which then gets the payload of the answer, \`{ success: true }\` where there is none, or
\`{ success: false, error }\`; without one, failures come as \`error\`. The payloads are under Schemas at the end, and with
the bus in the [AsyncAPI document](/docs/asyncapi.json).

${clientEventsTable()}

${serverEventsTable()}`;

/** The payloads of the events, by direction and name. */
export const eventSchemas = (): Record<string, object> =>
  Object.fromEntries([
    ...Object.entries(CLIENT_EVENTS).map(([name, { payload }]) => [`you-send.${name}`, payload]),
    ...Object.entries(SERVER_EVENTS).map(([name, payload]) => [`you-get.${name}`, payload]),
  ]);
