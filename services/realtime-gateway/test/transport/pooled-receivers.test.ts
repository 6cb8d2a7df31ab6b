import assert from 'node:assert/strict';
import type { IncomingMessage } from 'node:http';
import { Duplex } from 'node:stream';
import { setImmediate as waitForNextTurn } from 'node:timers/promises';
import fc from 'fast-check';
import t from 'tap';
import type { WebSocket } from 'ws';
import { PooledReceiversServer } from '../../src/transport/pooled-receivers.ts';

const UPGRADE_REQUEST = {
  method: 'GET',
  headers: {
    upgrade: 'websocket',
    'sec-websocket-key': 'dGhlIHNhbXBsZSBub25jZQ==',
    'sec-websocket-version': '13',
  },
} as unknown as IncomingMessage;

const [CONTINUATION, TEXT, CLOSE, PING] = [0, 1, 8, 9];

/** Returns a masked frame with a short payload, as a client sends it. */
function encodeFrame(opcode: number, payload: string, isLast = true): Buffer {
  const mask = Buffer.from([1, 2, 3, 4]);
  const maskedPayload = Buffer.from(payload).map((byte, n) => byte ^ (mask[n % 4] as number));
  return Buffer.concat([
    Buffer.from([(isLast ? 0x80 : 0) | opcode, 0x80 | maskedPayload.length]),
    mask,
    maskedPayload,
  ]);
}

/** Connects a client, whose bytes `send` passes to the server in the same turn. */
function connectClient(server: PooledReceiversServer) {
  const tcpSocket = new Duplex({ read: () => {}, write: (_chunk, _encoding, done) => done() });
  const events: string[] = [];
  let webSocket: WebSocket | undefined;
  server.handleUpgrade(UPGRADE_REQUEST, tcpSocket, Buffer.alloc(0), (connected) => {
    webSocket = connected;
    connected.on('message', (data) => events.push(String(data)));
    connected.on('error', ({ message }) => events.push(message));
    connected.on('close', (code) => events.push(`closed ${code}`));
  });
  const hasReceiver = () => Boolean((webSocket as unknown as { ownReceiver: unknown }).ownReceiver);
  return { events, tcpSocket, hasReceiver, send: (bytes: Buffer) => void tcpSocket.push(bytes) };
}

async function connectClients(count: number) {
  const server = new PooledReceiversServer({ noServer: true, maxPayload: 1_000 });
  const clients = Array.from({ length: count }, () => connectClient(server));
  // The streams begin to flow in the next turn.
  await waitForNextTurn();
  return clients;
}

t.test('idle WebSockets have no receivers', async (t) => {
  const clients = await connectClients(100);
  for (const { send } of clients) send(encodeFrame(TEXT, 'hello'));
  for (const { send } of clients) send(encodeFrame(PING, ''));
  t.equal(clients.filter(({ hasReceiver }) => hasReceiver()).length, 1, 'only the latest has one');
  t.ok(clients.every(({ events }) => events.join() === 'hello'));
});

t.test('more WebSockets than there are free receivers can be in the middle of a message', async (t) => {
  const clients = await connectClients(100);
  for (const { send } of clients) send(encodeFrame(TEXT, 'one, ', false));
  for (const { send } of clients) send(encodeFrame(CONTINUATION, 'two'));
  t.ok(clients.every(({ events }) => events.join() === 'one, two'));
});

t.test('messages arrive whole, wherever they are cut and whatever other WebSockets receive', async () => {
  const fragments = fc.array(fc.string({ maxLength: 8 }), { minLength: 1, maxLength: 3 });
  const conversation = fc.array(fragments, { maxLength: 4 });
  const conversations = fc.array(conversation, { minLength: 2, maxLength: 4 });
  const pieceSizes = fc.infiniteStream(fc.integer({ min: 1, max: 12 }));
  const choices = fc.infiniteStream(fc.nat());
  await fc.assert(
    fc.asyncProperty(conversations, pieceSizes, choices, async (conversations, pieceSizes, choices) => {
      const clients = await connectClients(conversations.length);
      const queues = conversations.map((messages, n) => ({
        client: clients[n],
        bytes: Buffer.concat(messages.map(encodeMessage)),
      }));
      for (;;) {
        const unsent = queues.filter(({ bytes }) => bytes.length > 0);
        const queue = unsent[choices.next().value % unsent.length];
        if (!queue) break;
        const size: number = pieceSizes.next().value;
        queue.client?.send(queue.bytes.subarray(0, size));
        queue.bytes = queue.bytes.subarray(size);
      }
      assert.deepEqual(
        clients.map(({ events }) => events),
        conversations.map((messages) => messages.map((parts) => parts.join(''))),
      );
    }),
    { numRuns: 200 },
  );
});

function encodeMessage(fragments: readonly string[]): Buffer {
  return Buffer.concat(
    fragments.flatMap((fragment, n) => [
      encodeFrame(n === 0 ? TEXT : CONTINUATION, fragment, n === fragments.length - 1),
      encodeFrame(PING, 'ping'),
    ]),
  );
}

t.test('WebSockets without a receiver close as others do', async (t) => {
  const clients = await connectClients(4);
  const [closing, ended, destroyed, open] = clients as [Client, Client, Client, Client];
  closing.send(encodeFrame(CLOSE, ''));
  closing.tcpSocket.push(null);
  ended.tcpSocket.push(null);
  destroyed.tcpSocket.destroy();
  for (let turn = 0; turn < 5; turn += 1) await waitForNextTurn();
  t.strictSame(closing.events, ['closed 1005']);
  t.strictSame(ended.events, ['closed 1006']);
  t.strictSame(destroyed.events, ['closed 1006']);
  open.send(encodeFrame(TEXT, 'still open'));
  t.strictSame(open.events, ['still open']);
});

t.test('a malformed frame ends only its own WebSocket', async (t) => {
  const [malformed, wellFormed] = (await connectClients(2)) as [Client, Client];
  malformed.send(encodeFrame(CONTINUATION, 'no beginning'));
  wellFormed.send(encodeFrame(TEXT, 'hello'));
  for (let turn = 0; turn < 5; turn += 1) await waitForNextTurn();
  t.match(malformed.events, [/invalid opcode 0/]);
  t.strictSame(wellFormed.events, ['hello']);
});

type Client = ReturnType<typeof connectClient>;
