import t from 'tap';
import Type from 'typebox';
import { busRequest, CHAT_API, PRESENCE } from '../../src/index.ts';

t.test('a bus request contains its subject and the schemas of its payload and reply', async (t) => {
  const request = Type.Object({ n: Type.Integer() });
  const reply = Type.Object({ ok: Type.Boolean() });
  t.strictSame(busRequest('test.double', request, reply), { subject: 'test.double', request, reply });
});

t.test('every bus request has a unique subject whose prefix names the service that replies', async (t) => {
  const chatApi = Object.values(CHAT_API).map(({ subject }) => subject);
  const presence = Object.values(PRESENCE).map(({ subject }) => subject);
  t.equal(new Set([...chatApi, ...presence]).size, chatApi.length + presence.length);
  for (const subject of chatApi) t.match(subject, /^kcs\.api\.[a-z-]+$/);
  for (const subject of presence) t.match(subject, /^kcs\.presence\.[a-z-]+$/);
});
