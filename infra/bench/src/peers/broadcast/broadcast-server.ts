import { createServer } from 'node:http';
import { createAdapter, createShardedAdapter } from '@socket.io/redis-adapter';
import { createClient } from 'redis';
import { Server } from 'socket.io';
import { type WebSocket, WebSocketServer } from 'ws';

/**
 * A server that only writes: a POST request with a room and an event makes it send the event to all sockets of the room.
 * A socket names its rooms when it connects, separated by spaces.
 */
const { KIND, REDIS_URL = '', LISTEN_PORT, SIGNING_KEYS, TOKEN_ISSUER = '' } = process.env;

type Publish = (room: string, event: unknown) => void;

const http = createServer((request, response) => {
  let text = '';
  request.setEncoding('utf8');
  request.on('data', (chunk: string) => (text += chunk));
  request.on('end', () => {
    const { room, event } = JSON.parse(text) as { room: string; event: unknown };
    publish(room, event);
    response.end();
  });
});
const publish = KIND === 'ws' ? startPlainWebSockets() : await startSocketIo();
http.listen(Number(LISTEN_PORT), '127.0.0.1', () => console.log('Listening'));

/** Writes the frames that Socket.IO would write, so that all systems send the same bytes. */
function startPlainWebSockets(): Publish {
  const socketsByRoom = new Map<string, Set<WebSocket>>();
  new WebSocketServer({ server: http, perMessageDeflate: false }).on('connection', (socket) => {
    socket.send('0{}');
    socket.once('message', (data) => {
      const { rooms } = JSON.parse(data.toString().slice(2)) as { rooms: string };
      const roomNames = rooms.split(' ');
      for (const room of roomNames)
        socketsByRoom.set(room, (socketsByRoom.get(room) ?? new Set()).add(socket));
      socket.on('close', () => {
        for (const room of roomNames) socketsByRoom.get(room)?.delete(socket);
      });
      socket.send('40{}');
    });
  });
  return (room, event) => {
    // Encode the text once. A frame that is passed as a string would be encoded again for each socket.
    const frame = Buffer.from(`42${JSON.stringify(['new-chat-message', event])}`);
    for (const socket of socketsByRoom.get(room) ?? []) socket.send(frame, { binary: false });
  };
}

async function startSocketIo(): Promise<Publish> {
  const io = new Server(http, { transports: ['websocket'] });
  if (KIND !== 'socket.io') {
    const publisher = createClient({ url: REDIS_URL });
    const subscriber = publisher.duplicate();
    await Promise.all([publisher.connect(), subscriber.connect()]);
    io.adapter(
      KIND === 'socket.io-redis'
        ? createAdapter(publisher, subscriber)
        : createShardedAdapter(publisher, subscriber),
    );
  }
  if (SIGNING_KEYS !== undefined) await requireTokens(io, SIGNING_KEYS);
  io.on('connection', (socket) => void socket.join(String(socket.handshake.auth.rooms).split(' ')));
  return (room, event) => void io.to(room).emit('new-chat-message', event);
}

/** Accepts only sockets with a valid token. Our gateway also asks chat-api whether the session still exists. */
async function requireTokens(io: Server, signingKeysJson: string): Promise<void> {
  // If it were always imported, sockets would reuse the memory that its start frees, and seem to need almost none.
  const { createTokenVerifier, readSigningKeys, toKeySource } = await import('@kcs/auth');
  const { publicKeys } = await readSigningKeys(signingKeysJson);
  const keys = await toKeySource(publicKeys);
  const verifier = createTokenVerifier({ keys, issuer: TOKEN_ISSUER, audience: TOKEN_ISSUER });
  io.use((socket, next) => {
    verifier.verify(String(socket.handshake.auth.token)).then(() => next(), next);
  });
}
