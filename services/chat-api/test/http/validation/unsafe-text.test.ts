import t from 'tap';
import { startApi } from '../../support/start-api.ts';

t.test('requests with unsafe text are refused', async (t) => {
  const api = await startApi(t);
  const { admin } = api;

  t.test(
    'metadata that could change a prototype fails validation over REST as it does on sockets',
    async (t) => {
      const room = await admin.rest('POST', '/chat/rooms', {
        room_type: 'group',
        name: 'Staff',
        member_ids: [],
      });
      for (const metadata of [
        '{"__proto__":{"admin":true}}',
        '{"a":{"__proto__":1}}',
        '{"constructor":{"prototype":1}}',
      ]) {
        const answer = await api.rest('POST', `/chat/rooms/${room.body.data.id}/messages`, {
          token: admin.token,
          raw: `{"content":"hello","metadata":${metadata}}`,
          headers: { 'content-type': 'application/json' },
        });
        t.match(answer, {
          status: 400,
          body: {
            error: { code: 'VALIDATION_FAILED', details: [{ field: '/metadata', message: /__proto__/ }] },
          },
        });
        t.notMatch(answer.body.error.message, /JSON/);
      }
    },
  );

  t.test('user names and emails with half of a surrogate pair are refused', async (t) => {
    const person = { name: 'Eve', email: 'eve@school.example', user_type: 'Student', password: 'a password' };
    for (const half of ['\ud800', '\udc00', '\udc00\ud800']) {
      for (const [field, body] of [
        ['/name', { ...person, name: `Eve${half}` }],
        ['/email', { ...person, email: `e${half}@school.example` }],
      ] as const) {
        t.match(await admin.rest('POST', '/users', body), {
          status: 400,
          body: { error: { details: [{ field, message: /well-formed Unicode/ }] } },
        });
      }
      t.match(await admin.rest('PATCH', `/users/${admin.id}`, { name: `Eve${half}` }), {
        status: 400,
        body: { error: { details: [{ field: '/name' }] } },
      });
    }
  });
});
