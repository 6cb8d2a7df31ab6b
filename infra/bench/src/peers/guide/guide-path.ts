import { createHmac, randomBytes } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { findFreePort, startPostgres, startRedis } from '@kcs/private-servers';
import { type TestContext, TestProcess } from '@kcs/testkit';
import pg from 'pg';
import { DeliveryTracker } from '../../load/delivery-tracker.ts';
import { KeepAliveClient } from '../../load/keep-alive-client.ts';
import { SocketIoConnection } from '../../load/socket-io-connection.ts';
import type { MessagePathPeer, PathRoomSize } from '../message-path-peer.ts';
import { countRows } from '../query-database.ts';
import { requireCreated } from '../require-created.ts';

const MAX_CONNECTIONS = 64;
const ROOM_ID = 'room_bench';
const TOKEN_LIFETIME_S = 86_400;
/** The compiled server, even if the benchmark itself runs from its sources. */
const SERVER_PROGRAM = fileURLToPath(new URL('../../../dist/peers/guide/guide-server.js', import.meta.url));

const TABLES_SQL = `
  CREATE TABLE users (id text PRIMARY KEY, name text NOT NULL);
  CREATE TABLE rooms (id text PRIMARY KEY, name text NOT NULL);
  CREATE TABLE room_members (
    room_id text NOT NULL REFERENCES rooms, user_id text NOT NULL REFERENCES users, PRIMARY KEY (room_id, user_id));
  CREATE TABLE messages (
    id text PRIMARY KEY, room_id text NOT NULL REFERENCES rooms, sender_id text NOT NULL REFERENCES users,
    content text NOT NULL, message_type text NOT NULL, created_at timestamptz NOT NULL DEFAULT now());
  CREATE INDEX ON messages (room_id, created_at);`;

/** Starts the guide's design with servers of its own, and connects all members of one room. */
export async function startGuidePath(t: TestContext, { sockets }: PathRoomSize): Promise<MessagePathPeer> {
  const [postgres, redis] = await Promise.all([startPostgres({ durable: true }), startRedis()]);
  t.teardown(() => Promise.all([postgres.stop(), redis.stop()]));
  const userIds = Array.from({ length: sockets }, (_, n) => `user_${n}`);
  await createRoom(postgres.url, userIds);

  const secret = randomBytes(32).toString('hex');
  const port = await findFreePort();
  const server = TestProcess.start(t, SERVER_PROGRAM, {
    env: {
      DATABASE_URL: postgres.url,
      REDIS_URL: redis.url,
      TOKEN_SECRET: secret,
      LISTEN_PORT: String(port),
    },
  });
  await server.line('Listening');
  const serverUrl = `http://127.0.0.1:${port}`;

  const deliveries = new DeliveryTracker();
  const tokens = userIds.map((userId) => signToken(userId, secret));
  for (const token of tokens) {
    const connection = await SocketIoConnection.connect(serverUrl, { token }, (frame) =>
      deliveries.recordFrame(frame),
    );
    t.teardown(() => connection.close());
    await connection.ask('join-chat-rooms', { roomIds: [ROOM_ID] });
  }
  const client = new KeepAliveClient(MAX_CONNECTIONS);
  t.teardown(() => client.close());
  let sentCount = 0;
  return {
    name: 'guide',
    processes: [
      { name: 'server', pid: server.pid },
      { name: 'PostgreSQL', pid: postgres.pid },
      { name: 'Redis', pid: redis.pid },
    ],
    countStored: () => countRows(postgres.url, 'messages'),
    send: () => {
      sentCount += 1;
      const token = tokens[sentCount % tokens.length] ?? '';
      const delivered = deliveries.waitForCopies(sentCount, sockets);
      const body = { content: DeliveryTracker.formatContent(sentCount), message_type: 'text' };
      const accepted = client.post(`${serverUrl}/api/v1/chat/rooms/${ROOM_ID}/messages`, token, body);
      return { accepted: accepted.then(requireCreated), delivered };
    },
  };
}

async function createRoom(databaseUrl: string, userIds: readonly string[]): Promise<void> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    await client.query(TABLES_SQL);
    await client.query("INSERT INTO users SELECT id, 'A person' FROM unnest($1::text[]) AS id", [userIds]);
    await client.query("INSERT INTO rooms VALUES ($1, 'A room')", [ROOM_ID]);
    await client.query('INSERT INTO room_members SELECT $1, id FROM unnest($2::text[]) AS id', [
      ROOM_ID,
      userIds,
    ]);
  } finally {
    await client.end();
  }
}

/** Returns a token with an HS256 signature. */
function signToken(userId: string, secret: string): string {
  const encode = (part: unknown) => Buffer.from(JSON.stringify(part)).toString('base64url');
  const expiresAt = Math.floor(Date.now() / 1_000) + TOKEN_LIFETIME_S;
  const signedText = `${encode({ alg: 'HS256', typ: 'JWT' })}.${encode({ sub: userId, exp: expiresAt })}`;
  return `${signedText}.${createHmac('sha256', secret).update(signedText).digest('base64url')}`;
}
