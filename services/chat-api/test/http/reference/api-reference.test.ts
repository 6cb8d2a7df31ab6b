import { CLIENT_EVENTS, ERRORS, SERVER_EVENTS } from '@kcs/contracts';
import t from 'tap';
import { getSharedApi } from '../../support/shared-api.ts';

/** All REST routes that docs/protocol.md lists. */
const DOCUMENTED_ROUTES = [
  'POST /auth/login',
  'POST /auth/refresh',
  'POST /auth/logout',
  'GET /auth/me',
  'PUT /auth/password',
  'GET /auth/sessions',
  'DELETE /auth/sessions/{id}',
  'GET /users',
  'POST /users',
  'GET /users/lookup',
  'GET /users/{id}',
  'PATCH /users/{id}',
  'GET /users/{id}/sessions',
  'DELETE /users/{id}/sessions',
  'DELETE /users/{id}/sessions/{session_id}',
  'POST /service-accounts',
  'GET /service-accounts',
  'PATCH /service-accounts/{id}',
  'DELETE /service-accounts/{id}',
  'POST /service-accounts/{id}/rotate',
  'POST /service-accounts/{id}/nats-credentials',
  'POST /service-accounts/me/user-tokens',
  'GET /chat/rooms',
  'POST /chat/rooms',
  'GET /chat/rooms/{id}',
  'PATCH /chat/rooms/{id}',
  'DELETE /chat/rooms/{id}',
  'GET /chat/rooms/{id}/members',
  'POST /chat/rooms/{id}/members',
  'PATCH /chat/rooms/{id}/members/{user_id}',
  'DELETE /chat/rooms/{id}/members/{user_id}',
  'PUT /chat/rooms/{id}/seen',
  'POST /chat/rooms/{id}/messages',
  'GET /chat/rooms/{id}/messages',
  'GET /chat/rooms/{id}/changes',
  'GET /chat/rooms/{id}/events',
  'GET /chat/messages/{id}',
  'PATCH /chat/messages/{id}',
  'DELETE /chat/messages/{id}',
  'PUT /chat/messages/{id}/reactions/{emoji}',
  'DELETE /chat/messages/{id}/reactions/{emoji}',
  'GET /chat/messages/{id}/reactions',
  'GET /chat/messages/{id}/receipts',
  'GET /chat/search',
  'GET /chat/notifications',
  'POST /chat/notifications/seen',
  'GET /chat/admin/websocket-stats',
  'GET /chat/admin/dead-letters',
  'POST /users/{id}/erase',
  'GET /admin/audit',
  'GET /admin/metrics',
  'GET /admin/rooms',
  'GET /admin/dead-letters',
  'GET /admin/dead-letters/{id}',
  'POST /admin/dead-letters/{id}/replay',
  'DELETE /admin/dead-letters/{id}',
  'POST /admin/exports',
  'GET /admin/exports',
  'GET /admin/exports/{id}',
  'GET /admin/exports/{id}/content',
  'DELETE /admin/exports/{id}',
  'POST /notifications',
  'GET /service-accounts/me/dead-letters',
  'GET /notifications/{id}',
  'POST /chat/rooms/{id}/meetings',
  'GET /chat/rooms/{id}/meetings',
  'POST /meetings/{id}/end',
  'GET /meetings/{id}/ice-servers',
];

t.test('the API reference describes all routes, errors, and socket events', async (t) => {
  const api = await getSharedApi();
  const { body: document } = await api.rest('GET', '//docs/json');

  t.test('the API reference contains exactly the routes of the protocol', async (t) => {
    const routesInReference = Object.entries<object>(document.paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method.toUpperCase()} ${path.replace(/^\/api\/v1/, '')}`),
    );
    t.same(routesInReference.filter((one) => !one.startsWith('HEAD ')).sort(), [...DOCUMENTED_ROUTES].sort());
  });

  t.test(
    'every route in the API reference has a summary, a tag, a success response, and failure responses',
    async (t) => {
      for (const [path, methods] of Object.entries<Record<string, object>>(document.paths)) {
        for (const [method, operation] of Object.entries(methods)) {
          // biome-ignore lint/suspicious/noExplicitAny: an OpenAPI operation
          const { summary, tags, responses } = operation as any;
          const name = `${method} ${path}`;
          t.ok(summary && tags?.length === 1, name);
          t.ok(
            Object.keys(responses).some((status) => status.startsWith('2')),
            name,
          );
          for (const status of ['400', '500', '503']) {
            const failureSchema = responses[status]?.content['application/json'].schema;
            t.same(failureSchema?.required, ['success', 'error', 'request_id'], `${name} ${status}`);
          }
        }
      }
    },
  );

  t.test('the API reference shows which routes return 201, and which parameters are optional', async (t) => {
    const pathsOfCreatingRoutes = Object.entries<{ post?: { responses: object } }>(document.paths)
      .filter(([, { post }]) => post && '201' in post.responses)
      .map(([path]) => path);
    const basePath = '/api/v1';
    t.same(pathsOfCreatingRoutes.sort(), [
      `${basePath}/chat/rooms`,
      `${basePath}/chat/rooms/{id}/meetings`,
      `${basePath}/chat/rooms/{id}/members`,
      `${basePath}/chat/rooms/{id}/messages`,
      `${basePath}/service-accounts`,
      `${basePath}/service-accounts/me/user-tokens`,
      `${basePath}/service-accounts/{id}/nats-credentials`,
      `${basePath}/service-accounts/{id}/rotate`,
      `${basePath}/users`,
    ]);
    const { responses } = document.paths[`${basePath}/chat/rooms`].post;
    for (const status of ['200', '201']) {
      const { data } = responses[status].content['application/json'].schema.properties;
      t.ok(data.properties.last_seq, `${status} is a room`);
    }
    const { parameters } = document.paths[`${basePath}/chat/search`].get;
    const requiredParameters = parameters.filter((one: { required?: boolean }) => one.required);
    t.same(
      requiredParameters.map((one: { name: string }) => one.name),
      ['q'],
    );
  });

  t.test('the API reference contains the whole error table', async (t) => {
    for (const [code, { status }] of Object.entries(ERRORS)) {
      t.ok(document.info.description.includes(`| \`${code}\` | ${status} |`), code);
    }
  });

  t.test('the API reference contains the payload schema of every socket event', async (t) => {
    const { schemas } = document.components;
    for (const name of Object.keys(CLIENT_EVENTS))
      t.equal(schemas[`client-event.${name}`]?.type, 'object', name);
    for (const name of Object.keys(SERVER_EVENTS))
      t.equal(schemas[`server-event.${name}`]?.type, 'object', name);
    t.notMatch(document.info.description, /undefined/);
  });

  t.test('only the login and refresh routes need no token', async (t) => {
    const publicRoutePaths = Object.entries<Record<string, { security?: unknown[] }>>(document.paths).flatMap(
      ([path, methods]) =>
        Object.values(methods).flatMap(({ security }) => (security?.length === 0 ? [path] : [])),
    );
    t.same(publicRoutePaths.sort(), ['/api/v1/auth/login', '/api/v1/auth/refresh']);
    for (const [path, methods] of Object.entries<object>(document.paths)) {
      if (publicRoutePaths.includes(path)) continue;
      for (const method of Object.keys(methods)) {
        const concretePath = path.replace('{emoji}', 'x').replace(/\{\w+\}/g, `user_${'0'.repeat(26)}`);
        t.equal((await api.rest(method.toUpperCase(), `/${concretePath}`)).status, 401, `${method} ${path}`);
      }
    }
  });
});
