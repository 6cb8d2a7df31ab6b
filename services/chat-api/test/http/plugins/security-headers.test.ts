import t from 'tap';
import { listSocketOrigins } from '../../../src/http/plugins/security-headers.ts';
import { getSharedApi } from '../../support/shared-api.ts';
import { ADMIN_CREDENTIALS } from '../../support/start-api.ts';

t.test(
  'the content security policy allows sockets on the port of the front door and on the next port',
  async (t) => {
    t.same(listSocketOrigins({ PUBLIC_URL: 'https://chat.school.example', NODE_ENV: 'production' }), [
      'https://chat.school.example:443',
      'https://chat.school.example:444',
      'wss://chat.school.example:443',
      'wss://chat.school.example:444',
    ]);
    const localSocketOrigins = listSocketOrigins({
      PUBLIC_URL: 'http://localhost:4500',
      NODE_ENV: 'development',
    });
    t.ok(
      localSocketOrigins.includes('ws://127.0.0.1:4501') &&
        localSocketOrigins.includes('ws://localhost:4501'),
    );
  },
);

t.test('responses with tokens, messages, or personal data forbid caching', async (t) => {
  const api = await getSharedApi();
  const { admin } = api;
  const roomResponse = await admin.rest('POST', '/chat/rooms', {
    room_type: 'group',
    name: 'Staff',
    member_ids: [],
  });
  const { id } = roomResponse.body.data;
  const sendResponse = await admin.rest('POST', `/chat/rooms/${id}/messages`, { content: 'hello' });
  const adminLogin = await api.logIn(ADMIN_CREDENTIALS.email, ADMIN_CREDENTIALS.password);
  const responses = [
    roomResponse,
    sendResponse,
    await api.rest('POST', '/auth/login', { body: ADMIN_CREDENTIALS }),
    await api.rest('POST', '/auth/refresh', { body: { refresh_token: adminLogin.refresh } }),
    await api.rest('GET', '/no/such/thing'),
  ];
  for (const path of [
    '/auth/me',
    '/auth/sessions',
    '/users',
    `/users/${admin.id}`,
    `/users/lookup?email=${ADMIN_CREDENTIALS.email}`,
    '/chat/rooms',
    `/chat/rooms/${id}`,
    `/chat/rooms/${id}/members`,
    `/chat/rooms/${id}/messages`,
    `/chat/rooms/${id}/events?after=0`,
    `/chat/messages/${sendResponse.body.data.id}`,
    `/chat/messages/${sendResponse.body.data.id}/receipts`,
    '/chat/search?q=hello',
    '/chat/admin/dead-letters',
  ]) {
    const response = await admin.rest('GET', path);
    t.equal(response.status, 200, path);
    responses.push(response, await admin.rest('HEAD', path));
  }
  for (const { headers } of responses) t.equal(headers.get('cache-control'), 'no-store');
  const jwksResponse = await api.rest('GET', '//.well-known/jwks.json');
  t.match(jwksResponse.headers.get('cache-control'), /public/);
});
