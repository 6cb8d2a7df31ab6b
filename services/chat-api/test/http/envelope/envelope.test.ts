import { connect } from 'node:net';
import { FailureResponse } from '@kcs/contracts';
import { compileSchema } from '@kcs/service-kit';
import { CuttableProxy, eventually } from '@kcs/testkit';
import t from 'tap';
import { openDatabase } from '../../database/support/open-database.ts';
import type { RestResponse } from '../../support/call-rest.ts';
import { getSharedApi } from '../../support/shared-api.ts';
import { ADMIN_CREDENTIALS } from '../../support/start-api.ts';

const assertMatchesFailureSchema = compileSchema(FailureResponse);

/** Sends raw bytes over TCP. Resolves with the complete response when the server closes the connection. */
const sendRawRequest = (url: string, text: string): Promise<string> =>
  new Promise((resolve, reject) => {
    const { hostname, port } = new URL(url);
    let responseText = '';
    const socket = connect(Number(port), hostname, () => socket.write(text));
    socket
      .on('data', (chunk) => (responseText += chunk))
      .on('close', () => resolve(responseText))
      .on('error', reject);
  });

t.test('a failed request gets a failure response in the standard format', async (t) => {
  const api = await getSharedApi();
  const { admin } = api;
  const jsonHeaders = { 'content-type': 'application/json' };
  const oversizedBody = JSON.stringify({ email: ADMIN_CREDENTIALS.email, password: 'x'.repeat(70_000) });
  const sendLoginRequest = (raw: string | Uint8Array, headers: Record<string, string> = jsonHeaders) =>
    api.rest('POST', '/auth/login', { raw, headers });
  const deeplyNestedJson = `${'['.repeat(20_000)}${']'.repeat(20_000)}`;

  const refusedRequestCases: Record<string, [() => Promise<RestResponse>, number, string, RegExp?]> = {
    'an unknown URL': [() => api.rest('GET', '/no/such/thing'), 404, 'NOT_FOUND'],
    'an unknown URL outside the API': [() => api.rest('GET', '//nowhere'), 404, 'NOT_FOUND'],
    'an unknown URL and malformed JSON': [
      () => api.rest('POST', '/no/such/thing', { raw: '{', headers: jsonHeaders }),
      404,
      'NOT_FOUND',
    ],
    'a method that the URL does not support': [
      () => api.rest('PATCH', '/auth/login'),
      405,
      'METHOD_NOT_ALLOWED',
      /PATCH/,
    ],
    'a method that a URL with a parameter does not support': [
      () => api.rest('POST', `/users/${admin.id}`, { token: admin.token }),
      405,
      'METHOD_NOT_ALLOWED',
    ],
    'no token': [() => api.rest('GET', '/auth/me'), 401, 'UNAUTHENTICATED', /log in/i],
    'a token in the URL': [() => api.rest('GET', `/auth/me?token=${admin.token}`), 401, 'UNAUTHENTICATED'],
    'a token in a cookie': [
      () => api.rest('GET', '/auth/me', { headers: { cookie: `token=${admin.token}` } }),
      401,
      'UNAUTHENTICATED',
    ],
    'another authorization scheme': [
      () => api.rest('GET', '/auth/me', { headers: { authorization: `Basic ${admin.token}` } }),
      401,
      'UNAUTHENTICATED',
    ],
    'a refresh token instead of an access token': [
      () => api.rest('GET', '/auth/me', { token: admin.refresh }),
      401,
      'UNAUTHENTICATED',
    ],
    'a truncated token': [
      () => api.rest('GET', '/auth/me', { token: admin.token.slice(0, -3) }),
      401,
      'UNAUTHENTICATED',
    ],
    'malformed JSON': [() => sendLoginRequest('{"email":'), 400, 'VALIDATION_FAILED', /JSON/],
    'an empty body': [() => sendLoginRequest(''), 400, 'VALIDATION_FAILED', /empty/],
    'no body and no content-type': [() => api.rest('POST', '/auth/login'), 400, 'VALIDATION_FAILED'],
    'a body that is null': [() => sendLoginRequest('null'), 400, 'VALIDATION_FAILED'],
    'a body that is a list': [() => sendLoginRequest('[]'), 400, 'VALIDATION_FAILED'],
    'a body that is a number': [() => sendLoginRequest('7'), 400, 'VALIDATION_FAILED'],
    'a prototype in the body': [
      () => sendLoginRequest('{"__proto__":{"admin":true},"email":"a@b.c","password":"x"}'),
      400,
      'VALIDATION_FAILED',
    ],
    'a constructor in the body': [
      () => sendLoginRequest('{"constructor":{"prototype":{"a":1}},"email":"a@b.c","password":"x"}'),
      400,
      'VALIDATION_FAILED',
    ],
    'deep nesting': [() => sendLoginRequest(deeplyNestedJson), 400, 'VALIDATION_FAILED'],
    'deep nesting inside a field': [
      () => sendLoginRequest(`{"email":${deeplyNestedJson},"password":"x"}`),
      400,
      'VALIDATION_FAILED',
    ],
    'bytes that are not UTF-8': [
      () => sendLoginRequest(new Uint8Array([0xff, 0xfe, 0x00, 0x22])),
      400,
      'VALIDATION_FAILED',
    ],
    'a body that is too large': [() => sendLoginRequest(oversizedBody), 413, 'PAYLOAD_TOO_LARGE', /65536/],
    'text instead of JSON': [
      () => sendLoginRequest('{}', { 'content-type': 'text/plain' }),
      415,
      'UNSUPPORTED_MEDIA_TYPE',
      /application\/json/,
    ],
    'a form instead of JSON': [
      () => sendLoginRequest('email=a', { 'content-type': 'application/x-www-form-urlencoded' }),
      415,
      'UNSUPPORTED_MEDIA_TYPE',
    ],
    'XML instead of JSON': [
      () => sendLoginRequest('<a/>', { 'content-type': 'application/xml' }),
      415,
      'UNSUPPORTED_MEDIA_TYPE',
    ],
    'an invalid content-type': [
      () => sendLoginRequest('{}', { 'content-type': ';;' }),
      415,
      'UNSUPPORTED_MEDIA_TYPE',
    ],
    'a URL that is not UTF-8': [
      () => api.rest('GET', '/users/%E0%A4%A'),
      400,
      'VALIDATION_FAILED',
      /URL is malformed/,
    ],
    'an id of a kilobyte': [
      () => api.rest('GET', `/users/${'u'.repeat(1_000)}`, { token: admin.token }),
      404,
      'NOT_FOUND',
    ],
    'an id that contains a path': [
      () => api.rest('GET', `/users/${encodeURIComponent('../../etc')}`, { token: admin.token }),
      400,
      'VALIDATION_FAILED',
    ],
    'NUL in a query': [
      () => api.rest('GET', '/users/lookup?issuer=a%00&sub=b', { token: admin.token }),
      400,
      'VALIDATION_FAILED',
    ],
  };
  for (const [name, [call, status, code, message]] of Object.entries(refusedRequestCases)) {
    t.test(`a request with ${name} gets ${status} ${code}`, async (t) => {
      const response = await call();
      t.equal(response.status, status);
      t.doesNotThrow(() => assertMatchesFailureSchema(response.body));
      t.equal(response.body.error.code, code);
      t.match(response.body.error.message, message ?? /\w/);
      t.equal(response.body.request_id, response.headers.get('x-request-id'));
      t.match(response.headers.get('content-type'), /^application\/json/);
      t.notMatch(JSON.stringify(response.body), /FST_|node_modules|at \w+ \(|prisma|SELECT/i);
    });
  }

  t.test('the response to an unsupported method lists the supported methods', async (t) => {
    const response = await api.rest('PUT', '/users', { token: admin.token, body: {} });
    t.same(response.headers.get('allow')?.split(', ').sort(), ['GET', 'HEAD', 'POST']);
  });

  t.test(
    'body fields are not converted to other types, and the response says how to correct each wrong field',
    async (t) => {
      const invalidUser = { name: 7, email: 'no-at-sign', user_type: 'King', password: 'short', more: true };
      const { status, body: response } = await admin.rest('POST', '/users', invalidUser);
      t.equal(status, 400);
      const errorMessageByField = new Map(
        response.error.details.map((one: { field: string; message: string }) => [one.field, one.message]),
      );
      t.match(errorMessageByField.get('/name'), /type string/);
      t.match(errorMessageByField.get('/user_type'), /one of "Admin"/);
      t.match(errorMessageByField.get('/password'), /at least 8/);
      t.ok(errorMessageByField.has('/email'));
      const missingFieldsResponse = await admin.rest('POST', '/users', {});
      t.same(missingFieldsResponse.body.error.details.map((one: { field: string }) => one.field).sort(), [
        '/email',
        '/name',
        '/password',
        '/user_type',
      ]);
      t.equal((await admin.rest('PATCH', `/users/${admin.id}`, { active: 'true' })).status, 400);
      t.equal((await admin.rest('PATCH', `/users/${admin.id}`, { name: 1 })).status, 400);
    },
  );

  t.test('numeric query parameters are converted to numbers, and other text is refused', async (t) => {
    t.equal((await admin.rest('GET', '/users?limit=1')).body.data.length, 1);
    for (const query of [
      'limit=0',
      'limit=101',
      'limit=x',
      'limit=1.5',
      'limit=1&limit=2',
      'limit=',
      'cursor=%00',
      'cursor=abc',
      'color=red',
    ]) {
      const response = await admin.rest('GET', `/users?${query}`);
      t.match(
        response,
        { status: 400, body: { error: { code: 'VALIDATION_FAILED', details: [{}] } } },
        query,
      );
    }
  });

  t.test(
    'a HEAD response equals the GET response without a body, and every request gets its own id',
    async (t) => {
      const headResponse = await admin.rest('HEAD', '/auth/me');
      t.equal(headResponse.status, 200);
      const requestIds = await Promise.all(
        [1, 2, 3].map(async () => (await admin.rest('GET', '/auth/me')).headers.get('x-request-id')),
      );
      t.equal(new Set(requestIds).size, 3);
      const responseToClientRequestId = await api.rest('GET', '/nope', {
        headers: { 'x-request-id': 'mine' },
      });
      t.not(responseToClientRequestId.body.request_id, 'mine', 'a client cannot choose it');
    },
  );

  t.test('a malformed HTTP request gets a failure response in the standard format', async (t) => {
    const responseToGarbage = await sendRawRequest(api.url, 'HELLO\r\n\r\n');
    t.match(responseToGarbage, /^HTTP\/1\.1 400 Bad Request\r\n[\s\S]*"code":"VALIDATION_FAILED"/);
    const responseToLongHeader = await sendRawRequest(
      api.url,
      `GET / HTTP/1.1\r\nhost: x\r\nx-long: ${'a'.repeat(20_000)}\r\n\r\n`,
    );
    t.match(responseToLongHeader, /^HTTP\/1\.1 413 [\s\S]*"code":"PAYLOAD_TOO_LARGE"/);
    const requestWithTwoLengths =
      'POST /api/v1/auth/login HTTP/1.1\r\nhost: x\r\ncontent-length: 5\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n';
    t.match(
      await sendRawRequest(api.url, requestWithTwoLengths),
      /^HTTP\/1\.1 400 /,
      'a request with two lengths is refused',
    );
    t.equal((await admin.rest('GET', '/auth/me')).status, 200);
  });

  t.test('the response to an internal error does not reveal the cause', async (t) => {
    const { prisma } = openDatabase(t, api.databaseUrl);
    await prisma.$executeRawUnsafe('ALTER TABLE dead_letters RENAME TO dead_letters_elsewhere');
    const response = await admin.rest('GET', '/chat/admin/dead-letters');
    await prisma.$executeRawUnsafe('ALTER TABLE dead_letters_elsewhere RENAME TO dead_letters');
    t.match(response, { status: 500, body: { error: { code: 'INTERNAL' } } });
    t.notMatch(JSON.stringify(response.body), /dead_letters|relation|42P01/);
    t.equal((await admin.rest('GET', '/chat/admin/dead-letters')).status, 200);
  });

  t.test(
    'while PostgreSQL is unreachable, requests get 503 with Retry-After, and later requests succeed',
    async (t) => {
      const databaseProxy = await CuttableProxy.start(api.databaseUrl);
      t.teardown(() => databaseProxy.stop());
      const replicaBehindProxy = await api.replica({ DATABASE_URL: databaseProxy.through(api.databaseUrl) });
      const ada = await api.user();
      databaseProxy.cut();
      for (const response of [
        await replicaBehindProxy.rest('GET', '/auth/sessions', { token: ada.token }),
        await replicaBehindProxy.rest('POST', '/auth/login', { body: ADMIN_CREDENTIALS }),
      ]) {
        t.match(response, {
          status: 503,
          body: { error: { code: 'UNAVAILABLE', message: /again/ } },
        });
        t.ok(Number(response.headers.get('retry-after')) >= 1);
      }
      t.equal(
        (await replicaBehindProxy.rest('GET', '/auth/me')).status,
        401,
        'a missing token is refused without the database',
      );
      t.equal((await replicaBehindProxy.rest('GET', '//.well-known/jwks.json')).status, 200);
      databaseProxy.mend();
      const canListSessionsAgain = async () =>
        (await replicaBehindProxy.rest('GET', '/auth/sessions', { token: ada.token })).status === 200;
      t.ok(await eventually('the sessions are listed again', canListSessionsAgain));
    },
  );
});
