import { once } from 'node:events';
import { request } from 'node:http';
import t from 'tap';
import { startApiOnSharedServers } from '../../support/shared-api.ts';
import { ADMIN_CREDENTIALS } from '../../support/start-api.ts';

const CORS_METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'];

t.test('only pages from allowed origins can use the API', async (t) => {
  const api = await startApiOnSharedServers(t, {
    PUBLIC_URL: 'https://chat.school.example',
    CORS_ORIGINS: 'https://app.school.example,https://other.school.example:8443',
  });
  const sendPreflight = (origin: string, method: string, path = '/auth/login') =>
    api.rest('OPTIONS', path, {
      headers: {
        origin,
        'access-control-request-method': method,
        'access-control-request-headers': 'authorization,content-type',
      },
    });

  for (const origin of [
    'https://chat.school.example',
    'https://app.school.example',
    'https://other.school.example:8443',
  ]) {
    t.test(`a page from ${origin} may use every HTTP method with a token`, async (t) => {
      for (const method of CORS_METHODS) {
        const { status, headers } = await sendPreflight(origin, method);
        t.equal(status, 200);
        t.equal(headers.get('access-control-allow-origin'), origin);
        t.equal(headers.get('access-control-allow-credentials'), 'true');
        t.ok(headers.get('access-control-allow-methods')?.split(', ').includes(method));
        t.match(headers.get('access-control-allow-headers')?.toLowerCase(), /authorization/);
        t.match(headers.get('vary'), /origin/i);
      }
      const response = await api.rest('POST', '/auth/login', {
        body: ADMIN_CREDENTIALS,
        headers: { origin },
      });
      t.equal(response.status, 200);
      t.equal(response.headers.get('access-control-allow-origin'), origin);
      t.match(response.headers.get('access-control-expose-headers'), /retry-after/i);
    });
  }

  t.test('a page from an allowed origin can also read failure responses', async (t) => {
    const origin = 'https://app.school.example';
    for (const [method, path] of [
      ['GET', '/auth/me'],
      ['GET', '/nope'],
      ['PUT', '/auth/login'],
    ] as const) {
      const response = await api.rest(method, path, { headers: { origin } });
      t.equal(response.headers.get('access-control-allow-origin'), origin, `${response.status}`);
    }
  });

  const foreignOrigins = [
    'https://evil.example',
    'http://chat.school.example',
    'https://chat.school.example.evil.example',
    'https://chat.school.example:8443',
    'http://localhost:3000',
    'null',
    'https://APP.school.example.',
  ];
  for (const origin of foreignOrigins) {
    t.test(`a page from ${origin} is refused and cannot read the response`, async (t) => {
      for (const response of [
        await sendPreflight(origin, 'POST'),
        await api.rest('GET', '/auth/me', { headers: { origin } }),
        await api.rest('GET', '//%61pi/v1/auth/me', { headers: { origin } }),
        await api.rest('POST', '/auth/login', { body: ADMIN_CREDENTIALS, headers: { origin } }),
      ]) {
        t.match(response, {
          status: 403,
          body: { success: false, error: { code: 'FORBIDDEN', message: /CORS_ORIGINS/ } },
        });
        t.equal(response.headers.get('access-control-allow-origin'), null);
      }
    });
  }

  t.test('a request without an Origin header is allowed', async (t) => {
    t.equal((await api.rest('POST', '/auth/login', { body: ADMIN_CREDENTIALS })).status, 200);
  });

  t.test('a page from a foreign origin can embed static files but cannot read them', async (t) => {
    const { status, headers } = await api.rest('GET', '//docs/', {
      headers: { origin: foreignOrigins[0] as string },
    });
    t.equal(status, 200);
    t.equal(headers.get('access-control-allow-origin'), null, 'no permission to read');
  });

  t.test('in development, pages from this machine and from the requested host can use the API', async (t) => {
    const developmentReplica = await api.replica({ PUBLIC_URL: '', CORS_ORIGINS: '' });
    for (const origin of ['http://localhost:3000', 'http://127.0.0.1:5173', 'http://localhost:4500']) {
      const { headers } = await developmentReplica.rest('GET', '/auth/me', { headers: { origin } });
      t.equal(headers.get('access-control-allow-origin'), origin);
    }
    const host = 'pc7.local:4500';
    // Use `request` from node:http, because `fetch` cannot set the Host header.
    const sameOriginRequest = request(`${developmentReplica.url}/api/v1/auth/me`, {
      headers: { host, origin: `http://${host}` },
    }).end();
    const [own] = await once(sameOriginRequest, 'response');
    own.resume();
    t.equal(
      own.headers['access-control-allow-origin'],
      `http://${host}`,
      'the front door under another address',
    );
    t.equal(
      (await developmentReplica.rest('GET', '/auth/me', { headers: { origin: 'http://evil.example' } }))
        .status,
      403,
    );
  });

  t.test(
    'pages get security headers, and API responses get a content security policy that allows nothing',
    async (t) => {
      const pageResponse = await api.rest('GET', '//docs/');
      t.match(pageResponse.headers.get('content-security-policy'), /script-src 'self'/);
      t.match(pageResponse.headers.get('strict-transport-security'), /max-age/);
      const apiResponse = await api.rest('GET', '/auth/me');
      t.match(apiResponse.headers.get('content-security-policy'), /default-src 'none'/);
      t.equal(apiResponse.headers.get('x-content-type-options'), 'nosniff');
    },
  );
});
