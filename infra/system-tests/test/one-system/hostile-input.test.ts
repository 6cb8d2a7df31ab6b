import {
  CHAT_API_REQUESTS,
  CLIENT_EVENTS,
  isErrorCode,
  PRESENCE_REQUESTS,
  ROOM_STREAM,
} from '@kcs/contracts';
import { connect } from '@nats-io/transport-node';
import t from 'tap';
import { getSharedSystem } from './system.ts';

const deeplyNestedArray = JSON.parse(`${'['.repeat(2_000)}${']'.repeat(2_000)}`);
const HOSTILE_VALUES: readonly [name: string, value: unknown][] = [
  ['nothing', undefined],
  ['null', null],
  ['a number', 7],
  ['a string', 'room'],
  ['an array', []],
  ['an empty object', {}],
  [
    'wrong types',
    { roomId: 1, roomIds: 'x', messageIds: 5, status: [], isTyping: 'yes', content: {}, token: 1 },
  ],
  ['a prototype key', JSON.parse('{"__proto__":{"admin":true},"constructor":1}')],
  ['SQL', { roomId: "room_' OR 1=1 --", roomIds: ["' OR 1=1 --"], content: 'x', isTyping: true }],
  ['NUL', { roomId: `room_${'0'.repeat(26)}\0`, content: 'a\0b' }],
  ['deep nesting', deeplyNestedArray],
  ['binary', { roomId: new Uint8Array([1, 2, 3]), roomIds: [new Uint8Array(3)] }],
];

t.test('hostile input by socket, by REST, or from the bus is refused or ignored', async (t) => {
  const system = await getSharedSystem();
  const ada = await system.user();
  const room = await system.room({ owner: ada, members: [] });
  const socket = await ada.connect(system.gateways[0]);
  await socket.join([room.id]);

  for (const event of Object.keys(CLIENT_EVENTS)) {
    t.test(
      `socket ${event}: each hostile payload is answered with a stable error code and closes no connection`,
      async (t) => {
        for (const [name, value] of HOSTILE_VALUES) {
          const reply = await socket.ask(event, value);
          const isRefused = reply.success === false && (isErrorCode(reply.error?.code) || reply.rejected);
          t.ok(isRefused, `${name} by callback: ${JSON.stringify(reply)}`);
        }
        socket.emit(event, null);
        const errorEvent = await socket.next('error', (e) => e.event === event);
        t.match(errorEvent, { code: 'VALIDATION_FAILED', message: /./ });
        t.ok(socket.connected);
      },
    );
  }

  t.test('socket: unknown or reserved event names and extra arguments are harmless', async (t) => {
    for (const name of [
      'no-such-event',
      'error',
      '__proto__',
      'constructor',
      'toString',
      '',
      'x'.repeat(5_000),
    ]) {
      const reply = await socket.ask(name, {});
      t.match(reply, { success: false, error: { code: 'VALIDATION_FAILED' } }, `"${name.slice(0, 20)}"`);
    }
    t.match(await socket.ask('chat-typing', { roomId: room.id, isTyping: true }, 1, 2, 3), { success: true });
    t.ok(socket.connected);
  });

  t.test(
    'socket: an oversized packet closes only its own connection, and the client reconnects',
    async (t) => {
      const socketWithBigPacket = await ada.connect(system.gateways[0]);
      socketWithBigPacket.emit('send-message', { roomId: room.id, content: 'x'.repeat(200_000) });
      await socketWithBigPacket.closed();
      await socketWithBigPacket.reconnected();
      t.match(await socketWithBigPacket.join([room.id]), { success: true });
      t.ok(socket.connected);
    },
  );

  t.test('REST: every documented route refuses hostile bodies and paths with a stable code', async (t) => {
    const { body: api } = await ada.request('GET', '/docs/json', undefined, { base: '/' });
    let hostileRequestCount = 0;
    for (const [path, methods] of Object.entries(
      (api as unknown as { paths: Record<string, object> }).paths,
    )) {
      for (const method of Object.keys(methods)) {
        if (path === '/api/v1/auth/logout') continue;
        for (const fill of [
          '..%2f..',
          "'%20OR%201=1--",
          `room_${'z'.repeat(26)}`,
          '%00',
          'x'.repeat(2_000),
        ]) {
          const filledPath = path.replace(/\{[^}]+\}/g, fill);
          const wrongTypeBody = ['post', 'put', 'patch'].includes(method) ? [1, 2] : undefined;
          const response = await ada.request(
            method.toUpperCase(),
            `${filledPath}?limit=-1&cursor=%00`,
            wrongTypeBody,
            {
              base: '/',
            },
          );
          t.ok(
            response.status < 500 || response.status === 501,
            `${method} ${filledPath.slice(0, 80)} → ${response.status}`,
          );
          if (response.status >= 400)
            t.ok(isErrorCode(response.body?.error?.code), `${method} ${filledPath.slice(0, 80)}`);
          hostileRequestCount += 1;
        }
      }
    }
    t.ok(hostileRequestCount > 150, `${hostileRequestCount} requests`);
  });

  t.test(
    'REST: invalid JSON, wrong types, oversized bodies, and unknown paths get the right status',
    async (t) => {
      const messagesUrl = `${system.apis[0].url}/api/v1/chat/rooms/${room.id}/messages`;
      const authorization = `Bearer ${ada.token}`;
      for (const [name, init, status, code] of [
        ['invalid JSON', { body: '{"content":', type: 'application/json' }, 400, 'VALIDATION_FAILED'],
        ['an empty body', { body: '', type: 'application/json' }, 400, 'VALIDATION_FAILED'],
        [
          'a form',
          { body: 'content=x', type: 'application/x-www-form-urlencoded' },
          415,
          'UNSUPPORTED_MEDIA_TYPE',
        ],
        [
          'an oversized body',
          { body: JSON.stringify({ content: 'x'.repeat(70_000) }), type: 'application/json' },
          413,
          'PAYLOAD_TOO_LARGE',
        ],
        ['NUL', { body: '{"content":"a\\u0000b"}', type: 'application/json' }, 400, 'VALIDATION_FAILED'],
        [
          'a lone surrogate',
          { body: '{"content":"a\\ud800b"}', type: 'application/json' },
          400,
          'VALIDATION_FAILED',
        ],
        [
          '__proto__',
          { body: '{"content":"x","__proto__":{"a":1}}', type: 'application/json' },
          400,
          'VALIDATION_FAILED',
        ],
        [
          'NUL in metadata',
          { body: '{"content":"x","metadata":{"a":"\\u0000"}}', type: 'application/json' },
          400,
          'VALIDATION_FAILED',
        ],
        [
          'an infinite number in metadata',
          { body: '{"content":"x","metadata":{"a":1e999}}', type: 'application/json' },
          400,
          'VALIDATION_FAILED',
        ],
      ] as const) {
        const response = await fetch(messagesUrl, {
          method: 'POST',
          headers: { authorization, 'content-type': init.type },
          body: init.body,
        });
        t.equal(response.status, status, name);
        t.match(
          await response.json(),
          { success: false, error: { code, message: /./ }, request_id: /./ },
          name,
        );
      }
      const { status, body } = await ada.request('GET', '/no/such/address');
      t.equal(status, 404);
      t.match(body, { success: false, error: { code: 'NOT_FOUND' } });
    },
  );

  t.test(
    'bus: invalid messages on any of our subjects are refused or ignored, and the system keeps working',
    async (t) => {
      const natsConnection = await connect(system.nats.getConnectionOptions('admin'));
      t.teardown(() => natsConnection.close());
      const requestContracts = [...Object.values(CHAT_API_REQUESTS), ...Object.values(PRESENCE_REQUESTS)];
      for (const { subject, request } of requestContracts) {
        const invalidPayloads = ['', 'not json', 'null', '[]', `"${'x'.repeat(100_000)}"`];
        if (Object.keys(request.properties).length > 0)
          invalidPayloads.push('{}', '{"userId":1,"epoch":1,"source":[]}');
        for (const payload of invalidPayloads) {
          const reply = await natsConnection.request(subject, payload, { timeout: 5_000 });
          const replyBody = reply.json<{ ok: boolean; error?: { code: string } }>();
          if (!replyBody.ok) t.ok(isErrorCode(replyBody.error?.code), `${subject}: ${replyBody.error?.code}`);
          else t.same(payload, undefined, `${subject} accepted ${payload.slice(0, 20)}`);
        }
      }
      const forgedEvent = {
        version: 1,
        room_id: room.id,
        seq: 999_999,
        kind: 'message-created',
        data: {},
        created_at: 'x',
      };
      for (const payload of [
        '',
        'not json',
        '[]',
        '{}',
        JSON.stringify({ version: 2 }),
        JSON.stringify(forgedEvent),
      ]) {
        for (const subject of ROOM_STREAM.subjects)
          natsConnection.publish(subject.replace('*', room.id), payload);
      }
      for (const notice of ['sessions-ended', 'user-changed', 'presence-changed']) {
        for (const payload of ['', 'not json', '{}', '[]'])
          natsConnection.publish(`kcs.notice.${notice}`, payload);
      }
      natsConnection.publish(`chat.room.${room.id}.seen`, 'not json');
      await natsConnection.flush();
      const { body } = await ada.request('POST', `/chat/rooms/${room.id}/messages`, {
        content: 'still here',
      });
      await socket.next('new-chat-message', ({ data }) => data.id === body.data.id, 10_000);
      t.ok(socket.connected);
      const admin = await system.admin();
      const deadLetters = await system.until(async () => {
        const { body: answer } = await admin.request('GET', '/chat/admin/dead-letters');
        return answer.data.length > 0 ? answer.data : undefined;
      });
      t.match(deadLetters[0], { reason: /./, subject: /^chat\.room\./ });
    },
  );

  t.test('after hostile input, no process has exited and the logs contain no secret', async (t) => {
    system.assertAllAlive(t);
    system.assertNoSecretsInLogs(t);
  });
});
