import t from 'tap';
import { startFrontDoor } from '../fixtures/front-door.ts';

const ORIGIN_SETTINGS = {
  NODE_ENV: 'production',
  PUBLIC_URL: 'https://chat.example/',
  CORS_ORIGINS: ['https://a.example', 'capacitor://localhost', 'https://b.example:8443/'].join(','),
};
const ALLOWED_ORIGINS = [
  'https://chat.example',
  'https://a.example',
  'capacitor://localhost',
  'https://b.example:8443',
];
const FOREIGN_ORIGINS = [
  'https://evil.example',
  'https://a.example.evil',
  'https://b.example',
  'http://localhost:3000',
  'null',
  '',
];

t.test('REST-13: pages of allowed origins can read HAProxy’s own errors, on both ports', async (t) => {
  const { balancer, first, second, chatApis } = await startFrontDoor(t, { origins: ORIGIN_SETTINGS });
  for (const server of [first, second, ...chatApis]) await server.close();
  const unavailableUrls = [
    `${balancer.url}/api/v1/auth/me`,
    `${balancer.url}/socket.io/?EIO=4&transport=polling`,
    `${balancer.socketsUrl}/socket.io/?EIO=4&transport=polling`,
  ];
  for (const url of unavailableUrls) {
    for (const origin of ALLOWED_ORIGINS) {
      const response = await fetch(url, { headers: { origin } });
      t.equal(response.status, 503);
      t.match(Object.fromEntries(response.headers), {
        'access-control-allow-origin': origin,
        'access-control-allow-credentials': 'true',
        'access-control-expose-headers': /Retry-After/,
        vary: 'Origin',
        'retry-after': '1',
        'content-type': 'application/json',
      });
      const errorBody = (await response.json()) as { request_id: string };
      t.match(errorBody, {
        success: false,
        error: { code: 'UNAVAILABLE', message: /./ },
        request_id: /^[0-9a-f-]{36}$/,
      });
      t.equal(response.headers.get('x-request-id'), errorBody.request_id);

      const preflightRequestHeaders = {
        'access-control-request-method': 'PATCH',
        'access-control-request-headers': 'authorization',
      };
      const preflightResponse = await fetch(url, {
        method: 'OPTIONS',
        headers: { origin, ...preflightRequestHeaders },
      });
      t.equal(preflightResponse.status, 200);
      t.match(Object.fromEntries(preflightResponse.headers), {
        'access-control-allow-origin': origin,
        'access-control-allow-credentials': 'true',
        'access-control-allow-methods': /PATCH/,
        'access-control-allow-headers': 'authorization',
      });
    }
    for (const origin of FOREIGN_ORIGINS) {
      for (const method of ['GET', 'OPTIONS']) {
        const headers = { origin, 'access-control-request-method': 'GET' };
        const response = await fetch(url, { method, headers });
        t.equal(response.status, 503, origin);
        t.notOk(response.headers.has('access-control-allow-origin'), `${method} from ${origin}`);
      }
    }
  }
});

t.test("HAProxy adds no CORS headers to a service's response", async (t) => {
  const { balancer } = await startFrontDoor(t, { origins: ORIGIN_SETTINGS });
  const response = await fetch(`${balancer.url}/api/v1`, { headers: { origin: 'https://a.example' } });
  t.equal(response.status, 200);
  t.notOk(response.headers.has('access-control-allow-origin'), 'the service decides');
});

t.test(
  'in development, HAProxy lets pages of local origins read its errors if no origins are configured',
  async (t) => {
    const { balancer, chatApis } = await startFrontDoor(t);
    for (const api of chatApis) await api.close();
    const fetchAllowedOrigin = async (origin: string) => {
      const response = await fetch(`${balancer.url}/api/v1`, { headers: { origin } });
      return response.headers.get('access-control-allow-origin');
    };
    for (const origin of ['http://localhost:3000', 'https://127.0.0.1', 'http://[::1]:8080', balancer.url])
      t.equal(await fetchAllowedOrigin(origin), origin);
    for (const origin of ['http://localhost.evil.example', 'http://evil.example/localhost', 'null'])
      t.equal(await fetchAllowedOrigin(origin), null);
  },
);
