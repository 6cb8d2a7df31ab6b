import { CLIENT_EVENTS } from '@kcs/contracts';
import { newId } from '@kcs/service-kit';
import { TestSocket } from '@kcs/testkit';
import t from 'tap';
import { startTwoGateways } from '../support/two-gateways.ts';

const createNestedArray = (levels: number) => JSON.parse(`${'['.repeat(levels)}${']'.repeat(levels)}`);
const INVALID_PAYLOADS: readonly [name: string, payload: unknown][] = [
  ['null', null],
  ['a number', 7],
  ['a string', 'room'],
  ['an array', []],
  [
    'wrong types',
    { roomId: 1, roomIds: 'x', messageIds: 5, status: [], isTyping: 'yes', content: {}, token: 1 },
  ],
  ['a prototype key', JSON.parse('{"__proto__":{"admin":true},"constructor":1}')],
  ['deep nesting', createNestedArray(1_500)],
  ['binary', { roomId: new Uint8Array([1, 2, 3]) }],
];

/** Sends the text as one WebSocket message, bypassing the checks of the client library. */
const sendRawText = (client: TestSocket, text: string) =>
  (client.raw.io.engine.transport as unknown as { ws: { send(data: string | Uint8Array): void } }).ws.send(
    text,
  );

t.test('SOCK-5: hostile input gets an answer and never disconnects the socket', async (t) => {
  const { api, gateways } = await startTwoGateways(t, { EVENTS_PER_SECOND_PER_USER: '100000' });
  const ada = await api.user('Ada');
  const roomId = await api.room(ada);
  const client = await TestSocket.connect(t, gateways[0].url, ada, { transports: ['websocket'] });

  for (const event of Object.keys(CLIENT_EVENTS)) {
    t.test(`${event}: every invalid payload is refused with a stable error code`, async (t) => {
      for (const [name, payload] of INVALID_PAYLOADS) {
        const answer = await client.ask(event, payload);
        t.match(answer, { success: false, error: { code: 'VALIDATION_FAILED', message: /./ } }, name);
      }
      t.match(await client.ask(event), { error: { code: 'VALIDATION_FAILED' } }, 'no payload at all');
      client.emit(event, null);
      t.match(await client.next('error', (error) => error.event === event), { code: 'VALIDATION_FAILED' });
    });
  }

  t.test('unknown and reserved event names are refused', async (t) => {
    for (const name of [
      'no-such-event',
      'error',
      '__proto__',
      'constructor',
      'kcs:refused',
      'kcs:member-event',
      '',
    ]) {
      t.match(await client.ask(name, {}), { error: { code: 'VALIDATION_FAILED' } }, `"${name}"`);
    }
    client.emit('x'.repeat(5_000), {});
    t.match(await client.next('error', ({ event }) => event === 'x'.repeat(64)), {
      code: 'VALIDATION_FAILED',
    });
  });

  t.test('extra arguments of a client event are ignored', async (t) => {
    t.match(await client.ask('chat-typing', { roomId, isTyping: true }, 1, 2, { a: 1 }), { success: true });
    t.match(await client.ask('leave-chat-room', { roomId: newId('room') }, null), { success: true });
  });

  t.test('a malformed packet is refused with an error', async (t) => {
    const nestedArraysText = '['.repeat(30_000) + ']'.repeat(30_000);
    const rawPackets = [
      '2["disconnect"]',
      '2["connect",{}]',
      '2["newListener",{}]',
      '2{"not":"an array"}',
      '2[{"an":"object"},1]',
      '2[7,{}]',
      `2["chat-typing",${nestedArraysText}]`,
      `2["send-message",{"roomId":"${roomId}","content":"x","metadata":{"a":${nestedArraysText}}}]`,
      `2["send-message",{"roomId":"${roomId}","content":"x","metadata":{"a":[1e999]}}]`,
      `2["webrtc-signal",{"meetingId":"m","to":"p","signal":{"a":-1e999}}]`,
      '2[]',
      '2',
      '2["chat-typing"',
      '9["unknown type"]',
      'nonsense',
      '51-["send-message",{"_placeholder":true,"num":0}]',
      '599999999-["send-message",{"_placeholder":true,"num":999}]',
      '5',
      '3999["an answer to nothing"]',
      `2["send-message",{"roomId":"${roomId}","content":"${'x'.repeat(70_000)}"}]`,
    ];
    for (const text of rawPackets) {
      const errorCountBefore = client.all('error').length;
      sendRawText(client, `4${text}`);
      if (!text.startsWith('3')) {
        await client.next('error', (error) => client.all('error').indexOf(error) >= errorCountBefore);
      }
      t.match(await client.ask('leave-chat-room', { roomId }), { success: true }, text.slice(0, 40));
    }
    t.match(
      client.all('error').at(-1),
      { event: 'send-message', code: 'PAYLOAD_TOO_LARGE', message: /65536/ },
      'the event name of a packet that is too large is reported',
    );
  });

  t.test('an unknown namespace or a second CONNECT does not affect other sockets', async (t) => {
    const unaffectedSocket = await TestSocket.connect(t, gateways[0].url, ada, { transports: ['websocket'] });
    sendRawText(unaffectedSocket, '40/admin,{}');
    sendRawText(unaffectedSocket, `40{"token":"${ada.token}"}`);
    t.match(await client.ask('leave-chat-room', { roomId }), { success: true });
  });

  t.test('the connection survives all hostile input', async (t) => {
    t.same(client.disconnects, []);
  });
});

t.test(
  'LIM-2: events above the limit per second, summed over all sockets of a user, are refused',
  async (t) => {
    const { api, gateways } = await startTwoGateways(t, { EVENTS_PER_SECOND_PER_USER: '20' });
    const ada = await api.user('Ada');
    const roomId = await api.room(ada);
    const clients = [
      await TestSocket.connect(t, gateways[0].url, ada),
      await TestSocket.connect(t, gateways[0].url, ada),
    ];
    const answers = await Promise.all(
      Array.from({ length: 60 }, (_, at) => clients[at % 2]?.ask('leave-chat-room', { roomId })),
    );
    const refusedAnswers = answers.filter((answer) => answer?.error?.code === 'RATE_LIMITED');
    t.ok(refusedAnswers.length >= 20, `${refusedAnswers.length} of 60 refused`);
    t.match(refusedAnswers[0], { success: false, error: { retryAfterMs: 1_000 } });
    const unaffectedSocket = await TestSocket.connect(t, gateways[0].url, await api.user('Bob'));
    t.match(
      await unaffectedSocket.ask('leave-chat-room', { roomId }),
      { success: true },
      'other users are not affected',
    );
  },
);
