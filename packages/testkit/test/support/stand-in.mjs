/**
 * A stand-in for every service, so that the test kit can be tested without real services. It answers the REST calls
 * that the test kit sends, echoes socket events, and serves health checks. `INSTANCE_ID` selects the service to
 * replace.
 */
import { createServer } from 'node:http';
import pg from 'pg';
import { createClient } from 'redis';
import { Server } from 'socket.io';

const { INSTANCE_ID, LISTEN_PORT, OPS_PORT, REDIS_URL, DATABASE_URL, SESSION_SECRET } = process.env;
const usersByEmail = new Map([
  [
    process.env.BOOTSTRAP_ADMIN_EMAIL,
    { id: 'user_admin', name: 'Admin', password: process.env.BOOTSTRAP_ADMIN_PASSWORD },
  ],
]);
const redis = createClient({
  url: REDIS_URL,
  disableOfflineQueue: true,
  disableClientInfo: true,
  maintNotifications: 'disabled',
  socket: { reconnectStrategy: () => 20 },
});
redis.on('error', () => undefined);
await redis.connect();

const writeLog = (level, msg) => console.log(JSON.stringify({ level, service: INSTANCE_ID, msg }));
const respond = (response, status, data) => {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify({ success: status < 400, data }));
};
const readJsonBody = async (request) => {
  let bodyText = '';
  for await (const chunk of request) bodyText += chunk;
  return bodyText === '' ? {} : JSON.parse(bodyText);
};

const routes = {
  'POST /api/v1/auth/login': async ({ email, password }) => {
    const user = usersByEmail.get(email);
    if (user?.password !== password) return [401];
    return [200, { token: `token-of-${user.id}`, refresh_token: `refresh-${user.id}`, user }];
  },
  'POST /api/v1/users': async ({ name, email, password }) => {
    const id = `user_${usersByEmail.size}`;
    usersByEmail.set(email, { id, name, password });
    return [201, { id, name }];
  },
  'POST /api/v1/chat/rooms': async (body) => [201, { id: 'room_1', ...body }],
  'GET /api/v1/migrated': async () => {
    const client = new pg.Client({ connectionString: DATABASE_URL });
    await client.connect();
    const { rows } = await client.query('select * from migrated');
    await client.end();
    return [200, rows];
  },
  'GET /api/v1/redis': async () => [200, await redis.ping().catch((error) => error.message)],
  'POST /api/v1/leak': async () => [200, writeLog(30, `the secret is ${SESSION_SECRET}`)],
  'POST /api/v1/crash': async () => process.exit(3),
};
const server = createServer(async (request, response) => {
  const route = routes[`${request.method} ${request.url}`];
  if (!route) return respond(response, 404, {});
  respond(response, ...(await route(await readJsonBody(request))));
});
const io = new Server(server);
io.use((socket, next) =>
  next(socket.handshake.auth.token?.startsWith('token-of-') ? undefined : new Error('UNAUTHENTICATED')),
);
io.on('connection', (socket) => {
  socket.onAny((event, payload, callback) => {
    if (event === 'drop-me') socket.conn.close();
    else if (typeof callback === 'function') callback({ success: true, event, payload });
    else socket.emit(event, payload);
  });
});
server.listen(Number(LISTEN_PORT), '127.0.0.1');

let isReady = true;
createServer((_request, response) => respond(response, isReady ? 200 : 404, {})).listen(
  Number(OPS_PORT),
  '127.0.0.1',
  () => writeLog(30, 'started'),
);
process.on('SIGTERM', () => {
  isReady = false;
  writeLog(40, 'stopping');
  process.exit(process.env.EXIT_CODE ? Number(process.env.EXIT_CODE) : 0);
});
