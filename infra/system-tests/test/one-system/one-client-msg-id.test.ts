import t from 'tap';
import { getRunningSystem } from './system.ts';

t.test(
  'a client_msg_id sent a hundred times in parallel, by socket and to two chat-apis, creates one message',
  async (t) => {
    const system = await getRunningSystem();
    const ada = await system.user();
    const bob = await system.user();
    const room = await system.room({ owner: ada, members: [bob] });
    const bobSocket = await bob.connect(system.gateways[1]);
    const { heads } = await bobSocket.join([room.id]);
    const adaSocket = await ada.connect(system.gateways[0]);

    const messageBody = { content: 'only once', client_msg_id: 'retry-1' };
    const sendResponses = await Promise.all(
      Array.from({ length: 100 }, (_, n) =>
        n % 4 === 3
          ? adaSocket.ask('send-message', { roomId: room.id, ...messageBody }).then((answer) => ({
              status: answer.success ? 200 : 500,
              message: answer.data,
            }))
          : ada
              .request('POST', `/chat/rooms/${room.id}/messages`, messageBody, { api: system.apis[n % 2] })
              .then(({ status, body }) => ({ status, message: body.data })),
      ),
    );

    t.ok(
      sendResponses.every(({ status }) => status === 200 || status === 201),
      'every attempt succeeds, even above the rate limit',
    );
    t.equal(
      sendResponses.filter(({ status }) => status === 201).length <= 1,
      true,
      'at most one response says "created"',
    );
    const firstMessage = sendResponses[0]?.message;
    for (const { message } of sendResponses)
      t.strictSame(message, firstMessage, 'every response holds the same message');

    const nextSendResponse = await ada.request('POST', `/chat/rooms/${room.id}/messages`, {
      content: 'the next one',
    });
    t.equal(nextSendResponse.body.data.seq, firstMessage.seq + 1, 'no seq was skipped');
    await bobSocket.next('new-chat-message', ({ data }) => data.id === nextSendResponse.body.data.id);
    t.same(
      bobSocket.all('new-chat-message').map(({ seq }) => seq),
      [heads[room.id] + 1, heads[room.id] + 2],
      'one event each',
    );

    const { body: history } = await ada.request('GET', `/chat/rooms/${room.id}/messages`);
    t.equal(history.data.length, 2, 'one row each');

    const countMessageAndEventRows = async (clientMsgId: string) => {
      const queryParameters = [room.id, clientMsgId];
      const messagesQuery = 'SELECT id FROM messages WHERE room_id = $1 AND client_msg_id = $2';
      const eventsQuery = `SELECT seq FROM room_events WHERE room_id = $1 AND data ->> 'client_msg_id' = $2`;
      return [
        (await system.database.query(messagesQuery, queryParameters)).rowCount,
        (await system.database.query(eventsQuery, queryParameters)).rowCount,
      ];
    };

    t.test('a client_msg_id repeated a day or a year later returns the first message', async (t) => {
      for (const age of ['1 day', '1 year']) {
        await system.database.query(
          'UPDATE messages SET created_at = created_at - $1::interval WHERE room_id = $2',
          [age, room.id],
        );
        // Pretend that the message was sent a day or a year ago. After a year, its event would have been purged, so in
        // that case, delete the room's events.
        await system.database.query(
          age === '1 year'
            ? 'DELETE FROM room_events WHERE room_id = $1'
            : `UPDATE room_events SET created_at = created_at - interval '1 day' WHERE room_id = $1`,
          [room.id],
        );
        const messagesPath = `/chat/rooms/${room.id}/messages`;
        const [rest, socket] = await Promise.all([
          ada.request(
            'POST',
            messagesPath,
            { ...messageBody, content: 'other text' },
            { api: system.apis[1] },
          ),
          adaSocket.ask('send-message', { roomId: room.id, ...messageBody }),
        ]);
        t.equal(rest.status, 200);
        for (const { id, seq, content } of [rest.body.data, socket.data]) {
          t.same({ id, seq, content }, { id: firstMessage.id, seq: firstMessage.seq, content: 'only once' });
        }
        t.same(await countMessageAndEventRows('retry-1'), [1, age === '1 year' ? 0 : 1]);
      }
    });
  },
);
