/**
 * A stand-in for every service, so that the test kit can be tested without real services. It answers the REST calls
 * that the test kit sends, echoes socket events, and serves health checks. `INSTANCE_ID` selects the service to
 * replace. Each stand-in loads only the libraries that its service needs, because loading all of them takes longer than
 * everything else that it does.
 */
import { createServer } from 'node:http';

const { INSTANCE_ID, LISTEN_PORT, OPS_PORT, REDIS_URL, DATABASE_URL, SESSION_SECRET } = process.env;
const usersByEmail = new Map([
  [
    process.env.BOOTSTRAP_ADMIN_EMAIL,
    { id: 'user_admin', name: 'Admin', password: process.env.BOOTSTRAP_ADMIN_PASSWORD },
  ],
]);

async function connectRedis() {
  const { createClient } = await import('redis');
  const redisClient = createClient({
    url: REDIS_URL,
    disableOfflineQueue: true,
    disableClientInfo: true,
    maintNotifications: 'disabled',
    socket: { reconnectStrategy: () => 20 },
  });
  redisClient.on('error', () => undefined);
  await redisClient.connect();
  return redisClient;
}

async function serveSockets(server) {
  const { Server } = await import('socket.io');
  const socketServer = new Server(server);
  socketServer.use((socket, next) =>
    next(socket.handshake.auth.token?.startsWith('token-of-') ? undefined : new Error('UNAUTHENTICATED')),
  );
  socketServer.on('connection', (socket) => {
    socket.onAny((event, payload, callback) => {
      if (event === 'drop-me') socket.conn.close();
      else if (typeof callback === 'function') callback({ success: true, event, payload });
      else socket.emit(event, payload);
    });
  });
}

const redisClient = INSTANCE_ID.startsWith('chat-api') ? await connectRedis() : undefined;

const writeLogLine = (level, msg) => console.log(JSON.stringify({ level, service: INSTANCE_ID, msg }));
const respondWithJson = (response, status, data) => {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify({ success: status < 400, data }));
};
const readJsonBody = async (request) => {
  let bodyText = '';
  for await (const chunk of request) bodyText += chunk;
  return bodyText === '' ? {} : JSON.parse(bodyText);
};

const routeHandlers = {
  'POST /api/v1/auth/login': async ({ email, password }) => {
    const user = usersByEmail.get(email);
    if (user?.password !== password) return [401];
    return [200, { token: `token-of-${user.id}`, refresh_token: `refresh-${user.id}`, user }];
  },
  'POST /api/v1/users': async ({ name, email, password }) => {
    const userId = `user_${usersByEmail.size}`;
    usersByEmail.set(email, { id: userId, name, password });
    return [201, { id: userId, name }];
  },
  'POST /api/v1/chat/rooms': async (body) => [201, { id: 'room_1', ...body }],
  'GET /api/v1/migrated': async () => {
    const { default: pg } = await import('pg');
    const postgresClient = new pg.Client({ connectionString: DATABASE_URL });
    await postgresClient.connect();
    const { rows } = await postgresClient.query('select * from migrated');
    await postgresClient.end();
    return [200, rows];
  },
  'GET /api/v1/redis': async () => [200, await redisClient.ping().catch((error) => error.message)],
  'POST /api/v1/leak': async () => [200, writeLogLine(30, `the secret is ${SESSION_SECRET}`)],
  'POST /api/v1/crash': async () => process.exit(3),
};
const httpServer = createServer(async (request, response) => {
  const routeHandler = routeHandlers[`${request.method} ${request.url}`];
  if (!routeHandler) return respondWithJson(response, 404, {});
  respondWithJson(response, ...(await routeHandler(await readJsonBody(request))));
});
if (INSTANCE_ID.startsWith('realtime-gateway')) await serveSockets(httpServer);
httpServer.listen(Number(LISTEN_PORT), '127.0.0.1');

let isReady = true;
createServer((_request, response) => respondWithJson(response, isReady ? 200 : 404, {})).listen(
  Number(OPS_PORT),
  '127.0.0.1',
  () => writeLogLine(30, 'started'),
);
process.on('SIGTERM', () => {
  isReady = false;
  writeLogLine(40, 'stopping');
  process.exit(process.env.EXIT_CODE ? Number(process.env.EXIT_CODE) : 0);
});
