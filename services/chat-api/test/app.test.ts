import { CHAT_API_REQUESTS } from '@kcs/contracts';
import { readRequestId, sendRequest } from '@kcs/service-kit';
import t from 'tap';
import { startApi } from './support/start-api.ts';

t.test('the complete chat-api app serves requests over REST and the bus', async (t) => {
  const testApi = await startApi(t, { MESSAGES_PER_SECOND_PER_USER: '4' });
  const ada = await testApi.user({ name: 'Ada' });
  const bob = await testApi.user({ name: 'Bob' });
  const roomRequestBody = { room_type: 'group', name: 'Choir', member_ids: [bob.id] };
  const roomId = (await ada.rest('POST', '/chat/rooms', roomRequestBody)).body.data.id;
  const sendMessage = (content: string) => ada.rest('POST', `/chat/rooms/${roomId}/messages`, { content });

  t.test(
    'BUS-12: a message that is sent over REST is published to the bus with the id of the request',
    async (t) => {
      const messageSubscription = testApi.bus.subscribe(`chat.room.${roomId}.message-created`, { max: 1 });
      await testApi.bus.flush();
      const { status, body, headers } = await sendMessage('hello');
      t.equal(status, 201);
      for await (const published of messageSubscription) {
        t.match(published.json(), { version: 1, room_id: roomId, seq: 2, data: body.data });
        t.equal(readRequestId(published.headers), headers.get('x-request-id'));
      }
    },
  );

  t.test('messages above the configured rate limit are refused', async (t) => {
    // More requests than two seconds allow, because the requests may arrive just before and after the end of a second.
    const responses = await Promise.all([...'abcdefghijkl'].map(sendMessage));
    const refusedResponses = responses.filter(({ status }) => status === 429);
    t.ok(
      refusedResponses.length > 0 && refusedResponses.length < responses.length,
      `${refusedResponses.length} of 12 refused`,
    );
    for (const { headers, body } of refusedResponses) {
      t.match(body.error, { code: 'RATE_LIMITED', message: /at most 4 changes per second/ });
      t.ok(Number(headers.get('retry-after')) >= 1);
    }
  });

  t.test('the app answers requests over the bus', async (t) => {
    t.match(await sendRequest(testApi.bus, CHAT_API_REQUESTS.roomsOfUser, { userId: bob.id }), {
      rooms: [{ roomId, memberCount: 2 }],
    });
    const { keys } = await sendRequest(testApi.bus, CHAT_API_REQUESTS.keys, {});
    t.ok(keys.length > 0);
  });
});
