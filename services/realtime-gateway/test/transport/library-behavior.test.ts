import { once } from 'node:events';
import { createServer } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { setImmediate as waitForNextTurn } from 'node:timers/promises';
import { eventually } from '@kcs/testkit';
import t, { type Test } from 'tap';
import { type RawData, type ServerOptions, WebSocketServer } from 'ws';
import { PooledReceiversServer } from '../../src/transport/pooled-receivers.ts';
import { createRandomFrames } from '../support/random-frames.ts';

const CONNECTION_COUNT = 300;
const MAX_PAYLOAD = 3_000;
const PIECES_PER_TURN = 20;
const UPGRADE_HEADERS =
  'Host: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n' +
  'Sec-WebSocket-Version: 13\r\nSec-WebSocket-Extensions: permessage-deflate\r\n\r\n';

/** What one client sends, cut into pieces, and what has become of it. */
interface Conversation {
  readonly path: string;
  readonly pieces: readonly Buffer[];
}

/** Starts a server that answers each message, and records what happens on the connection with each path. */
async function startServer(t: Test, Server: new (options: ServerOptions) => WebSocketServer) {
  const http = createServer();
  const events = new Map<string, string[]>();
  const server = new Server({ noServer: true, maxPayload: MAX_PAYLOAD, perMessageDeflate: false });
  http.on('upgrade', (request, tcpSocket, head) => {
    const record: string[] = [];
    events.set(request.url ?? '', record);
    server.handleUpgrade(request, tcpSocket, head, (webSocket) => {
      webSocket.on('message', (data: RawData, isBinary) => {
        const text = data.toString('latin1');
        record.push(`${isBinary ? 'binary' : 'text'} ${text}`);
        webSocket.send(text.slice(0, 20));
      });
      webSocket.on('ping', (data) => record.push(`ping ${data}`));
      webSocket.on('pong', (data) => record.push(`pong ${data}`));
      webSocket.on('error', ({ message }) => record.push(`error ${message}`));
      webSocket.on('close', (code, reason) => record.push(`close ${code} ${reason}`));
    });
  });
  http.listen(0, '127.0.0.1');
  await once(http, 'listening');
  t.teardown(() => {
    http.closeAllConnections();
    http.close();
  });
  return { port: (http.address() as AddressInfo).port, events };
}

/** Opens a connection. Sends the first bytes in the same packet as the handshake. */
async function openConnection(port: number, path: string, firstBytes: Buffer) {
  const tcpSocket = connect(port, '127.0.0.1').setNoDelay(true);
  const received: Buffer[] = [];
  tcpSocket.on('error', () => {});
  tcpSocket.on('data', (bytes) => received.push(bytes));
  tcpSocket.write(
    Buffer.concat([Buffer.from(`GET ${path} HTTP/1.1\r\n`), Buffer.from(UPGRADE_HEADERS), firstBytes]),
  );
  await once(tcpSocket, 'data');
  return { tcpSocket, received };
}

/** Sends all conversations at once, one random piece after the other. Returns what each client received. */
async function converse(
  port: number,
  conversations: readonly Conversation[],
  chooseIndex: (below: number) => number,
): Promise<string[]> {
  const clients = await Promise.all(
    conversations.map(async ({ path, pieces }, n) => {
      const [first = Buffer.alloc(0), ...others] = pieces;
      const sendsFirstWithHandshake = n % 3 === 0;
      const firstBytes = sendsFirstWithHandshake ? first : Buffer.alloc(0);
      const connection = await openConnection(port, path, firstBytes);
      return { ...connection, unsent: sendsFirstWithHandshake ? others : [...pieces] };
    }),
  );
  const isUnfinished = ({ unsent }: { readonly unsent: readonly Buffer[] }) => unsent.length > 0;
  let unfinished = clients.filter(isUnfinished);
  for (let sent = 1; unfinished.length > 0; sent += 1) {
    const client = unfinished[chooseIndex(unfinished.length)];
    const piece = client?.unsent.shift();
    if (piece && client?.tcpSocket.writable) client.tcpSocket.write(piece);
    if (client && !isUnfinished(client)) unfinished = unfinished.filter(isUnfinished);
    if (sent % PIECES_PER_TURN === 0) await waitForNextTurn();
  }
  await Promise.all(clients.map(({ tcpSocket }) => endConnection(tcpSocket)));
  return clients.map(({ received }) => Buffer.concat(received).toString('latin1'));
}

async function endConnection(tcpSocket: Socket): Promise<void> {
  if (tcpSocket.closed) return;
  const closing = once(tcpSocket, 'close');
  tcpSocket.end();
  await closing;
}

t.test(
  'WebSockets with pooled receivers behave as those of the library, whatever other clients send',
  async (t) => {
    const seed = Date.now() % 1_000_000;
    const { chooseIndex, createBytes, cut } = createRandomFrames(seed, MAX_PAYLOAD);
    const conversations = Array.from({ length: CONNECTION_COUNT }, (_, n) => ({
      path: `/${n}`,
      pieces: cut(createBytes(`client ${n}`)),
    }));
    const [pooled, library] = [
      await startServer(t, PooledReceiversServer),
      await startServer(t, WebSocketServer),
    ];
    const received = await converse(pooled.port, conversations, chooseIndex);
    const expected = await converse(library.port, conversations, chooseIndex);
    const isComplete = (events: ReadonlyMap<string, readonly string[]>) =>
      [...events.values()].every((record) => record.at(-1)?.startsWith('close '));
    await eventually('all closed', () => isComplete(pooled.events) && isComplete(library.events));
    const differences = conversations.filter(
      ({ path }, n) =>
        received[n] !== expected[n] || pooled.events.get(path)?.join() !== library.events.get(path)?.join(),
    );
    for (const { path } of differences.slice(0, 3))
      t.same(pooled.events.get(path), library.events.get(path), `seed ${seed}, ${path}`);
    t.equal(differences.length, 0, `seed ${seed}`);
  },
);
