import t from 'tap';
import Type from 'typebox';
import { CHAT_API_REQUESTS, defineBusRequest, PRESENCE_REQUESTS } from '../../src/index.ts';

t.test('defineBusRequest returns the subject and the schemas of the payload and the reply', async (t) => {
  const requestSchema = Type.Object({ n: Type.Integer() });
  const replySchema = Type.Object({ ok: Type.Boolean() });
  t.strictSame(defineBusRequest('test.double', requestSchema, replySchema), {
    subject: 'test.double',
    request: requestSchema,
    reply: replySchema,
  });
});

t.test('every bus request has a unique subject whose prefix names the service that replies', async (t) => {
  const chatApiSubjects = Object.values(CHAT_API_REQUESTS).map(({ subject }) => subject);
  const presenceSubjects = Object.values(PRESENCE_REQUESTS).map(({ subject }) => subject);
  t.equal(
    new Set([...chatApiSubjects, ...presenceSubjects]).size,
    chatApiSubjects.length + presenceSubjects.length,
  );
  for (const subject of chatApiSubjects) t.match(subject, /^kcs\.api\.[a-z-]+$/);
  for (const subject of presenceSubjects) t.match(subject, /^kcs\.presence\.[a-z-]+$/);
});
