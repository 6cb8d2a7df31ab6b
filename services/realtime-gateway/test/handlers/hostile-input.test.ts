import { CLIENT_EVENTS } from '@kcs/contracts';
import { newId } from '@kcs/service-kit';
import t from 'tap';
import { connect, type PlainClient } from '../support/plain-client.ts';
import { startWorld } from '../support/world.ts';

const deep = (levels: number) => JSON.parse(`${'['.repeat(levels)}${']'.repeat(levels)}`);
const PAYLOADS: readonly [name: string, payload: unknown][] = [
  ['null', null],
  ['a number', 7],
  ['a string', 'room'],
  ['an array', []],
  [
    'wrong types',
    { roomId: 1, roomIds: 'x', messageIds: 5, status: [], isTyping: 'yes', content: {}, token: 1 },
  ],
  ['a prototype key', JSON.parse('{"__proto__":{"admin":true},"constructor":1}')],
  ['deep nesting', deep(1_500)],
  ['binary', { roomId: new Uint8Array([1, 2, 3]) }],
];

/** Sends the text as one WebSocket message of the open connection, past everything that the client would mend. */
const sendRaw = (client: PlainClient, text: string) =>
  (client.socket.io.engine.transport as unknown as { ws: { send(data: string | Uint8Array): void } }).ws.send(
    text,
  );

t.test('hostile input is answered, and neither throws nor disconnects', async (t) => {
  const { api, gateways } = await startWorld(t, { EVENTS_PER_SECOND_PER_USER: '100000' });
  const ada = await api.user('Ada');
  const roomId = await api.room(ada);
  const client = await connect(t, gateways[0].url, ada, { transports: ['websocket'] });

  for (const event of Object.keys(CLIENT_EVENTS)) {
    t.test(`${event}: a stable code for each payload`, async (t) => {
      for (const [name, payload] of PAYLOADS) {
        const answer = await client.ask(event, payload);
        t.match(answer, { success: false, error: { code: 'VALIDATION_FAILED', message: /./ } }, name);
      }
      t.match(await client.ask(event), { error: { code: 'VALIDATION_FAILED' } }, 'nothing at all');
      client.socket.emit(event, null);
      t.match(await client.next('error', (error) => error.event === event), { code: 'VALIDATION_FAILED' });
    });
  }

  t.test('unknown and peculiar event names', async (t) => {
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
    client.socket.emit('x'.repeat(5_000), {});
    t.match(await client.next('error', ({ event }) => event === 'x'.repeat(64)), {
      code: 'VALIDATION_FAILED',
    });
  });

  t.test('callbacks and arguments in odd places', async (t) => {
    t.match(await client.ask('chat-typing', { roomId, isTyping: true }, 1, 2, { a: 1 }), { success: true });
    t.match(await client.ask('leave-chat-room', { roomId: newId('room') }, null), { success: true });
  });

  t.test('packets that no client would send', async (t) => {
    const nested = '['.repeat(30_000) + ']'.repeat(30_000);
    const raw = [
      '2["disconnect"]',
      '2["connect",{}]',
      '2["newListener",{}]',
      '2{"not":"an array"}',
      '2[{"an":"object"},1]',
      '2[7,{}]',
      `2["chat-typing",${nested}]`,
      `2["send-message",{"roomId":"${roomId}","content":"x","metadata":{"a":${nested}}}]`,
      '2[]',
      '2',
      '2["chat-typing"',
      '9["what"]',
      'nonsense',
      '51-["send-message",{"_placeholder":true,"num":0}]',
      '599999999-["send-message",{"_placeholder":true,"num":999}]',
      '5',
      '3999["an answer to nothing"]',
      `2["send-message",{"roomId":"${roomId}","content":"${'x'.repeat(70_000)}"}]`,
    ];
    for (const text of raw) {
      const before = client.all('error').length;
      sendRaw(client, `4${text}`);
      if (!text.startsWith('3')) {
        await client.next('error', (error) => client.all('error').indexOf(error) >= before);
      }
      t.match(await client.ask('leave-chat-room', { roomId }), { success: true }, text.slice(0, 40));
    }
    t.match(
      client.all('error').at(-1),
      { event: 'send-message', code: 'PAYLOAD_TOO_LARGE', message: /65536/ },
      'what is too large is named',
    );
  });

  t.test('a foreign namespace and a second connect harm nobody', async (t) => {
    const other = await connect(t, gateways[0].url, ada, { transports: ['websocket'] });
    sendRaw(other, '40/admin,{}');
    sendRaw(other, `40{"token":"${ada.token}"}`);
    t.match(await client.ask('leave-chat-room', { roomId }), { success: true });
  });

  t.test('the connection stands', async (t) => {
    t.same(client.ends, []);
  });

  t.test('meetings are refused by name', async (t) => {
    const meetingId = newId('meet');
    for (const event of ['join-meeting', 'leave-meeting'] as const) {
      t.match(await client.ask(event, { meetingId }), { success: false, error: { code: 'NOT_IMPLEMENTED' } });
    }
  });
});

t.test('too many events in a second are refused, for all sockets of the user together', async (t) => {
  const { api, gateways } = await startWorld(t, { EVENTS_PER_SECOND_PER_USER: '20' });
  const ada = await api.user('Ada');
  const roomId = await api.room(ada);
  const clients = [await connect(t, gateways[0].url, ada), await connect(t, gateways[0].url, ada)];
  const answers = await Promise.all(
    Array.from({ length: 60 }, (_, at) => clients[at % 2]?.ask('leave-chat-room', { roomId })),
  );
  const refused = answers.filter(({ error }) => error?.code === 'RATE_LIMITED');
  t.ok(refused.length >= 20, `${refused.length} of 60 refused`);
  t.match(refused[0], { success: false, error: { retryAfterMs: 1_000 } });
  const other = await connect(t, gateways[0].url, await api.user('Bob'));
  t.match(await other.ask('leave-chat-room', { roomId }), { success: true }, 'others are not affected');
});
