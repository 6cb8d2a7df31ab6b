import t from 'tap';
import { getSharedApi } from '../../support/shared-api.ts';

t.test('chat-api refuses requests with unsafe text', async (t) => {
  const api = await getSharedApi();
  const { admin } = api;

  t.test('metadata that could change a JS prototype is refused over REST and on sockets', async (t) => {
    const roomResponse = await admin.rest('POST', '/chat/rooms', {
      room_type: 'group',
      name: 'Staff',
      member_ids: [],
    });
    for (const metadata of [
      '{"__proto__":{"admin":true}}',
      '{"a":{"__proto__":1}}',
      '{"constructor":{"prototype":1}}',
    ]) {
      const response = await api.rest('POST', `/chat/rooms/${roomResponse.body.data.id}/messages`, {
        token: admin.token,
        raw: `{"content":"hello","metadata":${metadata}}`,
        headers: { 'content-type': 'application/json' },
      });
      t.match(response, {
        status: 400,
        body: {
          error: { code: 'VALIDATION_FAILED', details: [{ field: '/metadata', message: /__proto__/ }] },
        },
      });
      t.notMatch(response.body.error.message, /JSON/);
    }
  });
});
