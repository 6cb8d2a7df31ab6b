import { createHmac, randomUUID, timingSafeEqual } from 'node:crypto';
import { createAdapter } from '@socket.io/redis-adapter';
import Fastify from 'fastify';
import pg from 'pg';
import { createClient } from 'redis';
import { Server } from 'socket.io';

/**
 * The design of the original integration guide, as one process: REST and sockets in one server, HS256 tokens, one query
 * for the membership, one insert, and an emit through the classic Redis adapter. It promises no order and no delivery.
 */
const { DATABASE_URL, REDIS_URL, TOKEN_SECRET = '', LISTEN_PORT } = process.env;

const pool = new pg.Pool({ connectionString: DATABASE_URL, max: 10 });
const publisher = createClient({ url: REDIS_URL ?? '' });
const subscriber = publisher.duplicate();
await Promise.all([publisher.connect(), subscriber.connect()]);

const app = Fastify({ logger: { level: 'warn' } });
const io = new Server(app.server, {
  transports: ['websocket'],
  adapter: createAdapter(publisher, subscriber),
});

/** Returns the user id of a valid token. Throws if the signature is wrong or the token has expired. */
function verifyToken(token: string): string {
  const [header, payload, signature = ''] = token.split('.');
  const expected = createHmac('sha256', TOKEN_SECRET).update(`${header}.${payload}`).digest();
  const actual = Buffer.from(signature, 'base64url');
  if (actual.length !== expected.length || !timingSafeEqual(actual, expected))
    throw new Error('Invalid token');
  const claims = JSON.parse(Buffer.from(payload ?? '', 'base64url').toString()) as {
    sub: string;
    exp: number;
  };
  if (claims.exp * 1_000 < Date.now()) throw new Error('Expired token');
  return claims.sub;
}

async function isMember(roomId: string, userId: string): Promise<boolean> {
  const { rowCount } = await pool.query({
    name: 'is-member',
    text: 'SELECT 1 FROM room_members WHERE room_id = $1 AND user_id = $2',
    values: [roomId, userId],
  });
  return rowCount === 1;
}

io.use((socket, next) => {
  try {
    socket.data.userId = verifyToken(String(socket.handshake.auth.token));
    next();
  } catch (error) {
    next(error as Error);
  }
});
io.on('connection', (socket) => {
  socket.on(
    'join-chat-rooms',
    async ({ roomIds }: { roomIds: string[] }, answer: (result: unknown) => void) => {
      const joined: string[] = [];
      for (const roomId of roomIds) if (await isMember(roomId, socket.data.userId)) joined.push(roomId);
      await socket.join(joined);
      answer({ success: true, rooms: joined });
    },
  );
});

const sendSchema = {
  params: { type: 'object', properties: { id: { type: 'string' } }, required: ['id'] },
  body: {
    type: 'object',
    properties: {
      content: { type: 'string', minLength: 1, maxLength: 10_000 },
      message_type: { type: 'string' },
    },
    required: ['content'],
  },
} as const;

app.post('/api/v1/chat/rooms/:id/messages', { schema: sendSchema }, async (request, reply) => {
  const userId = verifyToken((request.headers.authorization ?? '').replace('Bearer ', ''));
  const { id: roomId } = request.params as { id: string };
  const { content, message_type = 'text' } = request.body as { content: string; message_type?: string };
  if (!(await isMember(roomId, userId))) return reply.code(404).send({ success: false });
  const { rows } = await pool.query({
    name: 'insert-message',
    text: `INSERT INTO messages (id, room_id, sender_id, content, message_type) VALUES ($1, $2, $3, $4, $5)
           RETURNING id, room_id, sender_id, content, message_type, created_at`,
    values: [randomUUID(), roomId, userId, content, message_type],
  });
  const event = { type: 'new_message', data: rows[0], timestamp: new Date().toISOString() };
  io.to(roomId).emit('new-chat-message', event);
  return reply.code(201).send({ success: true, data: rows[0] });
});

await app.listen({ host: '127.0.0.1', port: Number(LISTEN_PORT) });
console.log('Listening');
