import { startSystem } from '@kcs/testkit';
import t from 'tap';

t.test('the same client_msg_id sent a hundred times at once to two chat-apis', async (t) => {
  const system = await startSystem(t, { gateways: 2, apis: 2 });
  const ada = await system.user();
  const bob = await system.user();
  const room = await system.room({ owner: ada, members: [bob] });
  const listener = await bob.connect(system.gateways[1]);
  const { heads } = await listener.join([room.id]);
  const sender = await ada.connect(system.gateways[0]);

  const body = { content: 'only once', client_msg_id: 'retry-1' };
  const answers = await Promise.all(
    Array.from({ length: 100 }, (_, n) =>
      n % 4 === 3
        ? sender.ask('send-message', { roomId: room.id, ...body }).then((answer) => ({
            status: answer.success ? 200 : 500,
            message: answer.data,
          }))
        : ada
            .rest('POST', `/chat/rooms/${room.id}/messages`, body, { api: system.apis[n % 2] })
            .then(({ status, body }) => ({ status, message: body.data })),
    ),
  );

  t.ok(
    answers.every(({ status }) => status === 200 || status === 201),
    'every attempt succeeds, also beyond the rate limit',
  );
  t.equal(
    answers.filter(({ status }) => status === 201).length <= 1,
    true,
    'at most one answer says "created"',
  );
  const first = answers[0]?.message;
  for (const { message } of answers) t.strictSame(message, first, 'the same message in every answer');

  const next = await ada.rest('POST', `/chat/rooms/${room.id}/messages`, { content: 'the next one' });
  t.equal(next.body.data.seq, first.seq + 1, 'no number was burnt');
  await listener.next('new-chat-message', ({ data }) => data.id === next.body.data.id);
  t.same(
    listener.all('new-chat-message').map(({ seq }) => seq),
    [heads[room.id] + 1, heads[room.id] + 2],
    'one event each',
  );

  const { body: history } = await ada.rest('GET', `/chat/rooms/${room.id}/messages`);
  t.equal(history.data.length, 2, 'one row each');
  const again = await ada.rest('POST', `/chat/rooms/${room.id}/messages`, { ...body, content: 'other text' });
  t.equal(again.status, 200);
  t.strictSame(again.body.data, first, 'a later repeat is answered with the first message');
});
