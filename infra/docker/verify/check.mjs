// Checks a running system by letting two demo users chat, with sockets on every gateway.
//   Usage: node check.mjs <front door URL> <socket URL> <number of gateways> <seconds to wait> <folder>
// The first run stores an access token in the folder. Each later run checks that this token is still valid.
import assert from 'node:assert/strict';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { io } from 'socket.io-client';

const [, , frontDoorUrl, socketsUrl, gatewaysText, secondsText, stateFolder] = process.argv;
const gatewayCount = Number(gatewaysText);
const checkDeadline = Date.now() + Number(secondsText) * 1000;
const TOKEN_FILE_PATH = `${stateFolder}/token`;
const EVENT_TIMEOUT_MS = 10_000;
/**
 * These attempts, half a second apart, take 10 s in total. That is long enough, because the statistics are at most 5 s
 * old.
 */
const MAX_STATS_ATTEMPTS = 20;

async function callApi(path, { token, ...init } = {}) {
  const requestHeaders = { 'content-type': 'application/json' };
  if (token) requestHeaders.authorization = `Bearer ${token}`;
  const response = await fetch(`${frontDoorUrl}/api/v1${path}`, {
    ...init,
    headers: requestHeaders,
    signal: AbortSignal.timeout(10_000),
  });
  const responseBody = await response.json();
  assert.ok(response.ok, `${path} returned ${response.status} ${JSON.stringify(responseBody.error)}`);
  return responseBody.data;
}

/** Repeats a check until it passes. Once the deadline has passed, throws the error of the last attempt. */
async function retryUntilDeadline(check) {
  for (;;) {
    try {
      return await check();
    } catch (error) {
      if (Date.now() > checkDeadline) throw error;
      await pause(500);
    }
  }
}

const postToApi = (path, body, token) => callApi(path, { method: 'POST', body: JSON.stringify(body), token });
const logIn = (who) => postToApi('/auth/login', { email: `${who}@school.com`, password: 'password123' });

/**
 * Resolves with the payload of the first matching event. Call this function before the action that causes the event.
 */
function waitForSocketEvent(socket, event, fits) {
  return new Promise((resolve, reject) => {
    const timeoutTimer = setTimeout(() => reject(new Error(`${event} was not received`)), EVENT_TIMEOUT_MS);
    const listener = (payload) => {
      if (!fits(payload)) return;
      clearTimeout(timeoutTimer);
      socket.off(event, listener);
      resolve(payload);
    };
    socket.on(event, listener);
  });
}

async function connectSocket(token) {
  const socket = io(socketsUrl, { auth: { token }, forceNew: true });
  await new Promise((resolve, reject) => {
    socket.once('connect', resolve);
    setTimeout(() => reject(new Error('The socket did not connect')), EVENT_TIMEOUT_MS * 2).unref();
  });
  return socket;
}

const emitWithAck = (socket, event, payload) => socket.timeout(EVENT_TIMEOUT_MS).emitWithAck(event, payload);

const teacherLogin = await retryUntilDeadline(() => logIn('teacher'));
const studentLogin = await logIn('student');
const adminLogin = await logIn('admin');
if (existsSync(TOKEN_FILE_PATH)) {
  const accountOfStoredToken = await callApi('/auth/me', { token: readFileSync(TOKEN_FILE_PATH, 'utf8') });
  assert.equal(
    (accountOfStoredToken.user ?? accountOfStoredToken).email,
    'teacher@school.com',
    'the token of an earlier run is still valid',
  );
} else {
  writeFileSync(TOKEN_FILE_PATH, teacherLogin.token);
}

for (const page of ['/', '/docs', '/.well-known/jwks.json']) {
  const response = await fetch(frontDoorUrl + page, { signal: AbortSignal.timeout(10_000) });
  assert.equal(response.status, 200, `${page} is served`);
}

const fetchWebSocketStats = () => callApi('/chat/admin/websocket-stats', { token: adminLogin.token });
await retryUntilDeadline(async () => {
  const reportedGateways = (await fetchWebSocketStats()).gateways;
  assert.equal(reportedGateways.length, gatewayCount, `gateways: ${JSON.stringify(reportedGateways)}`);
});

const studentRoomIds = new Set(
  (await callApi('/chat/rooms', { token: studentLogin.token })).map((room) => room.id),
);
const sharedRoom = (await callApi('/chat/rooms', { token: teacherLogin.token })).find(({ id }) =>
  studentRoomIds.has(id),
);
assert.ok(sharedRoom, 'teacher and student share a room');

/**
 * Opens sockets until every gateway has at least one, and returns the sockets. If this fails, the caller tries again,
 * because HAProxy may not have found a restarted gateway yet.
 */
async function connectToEveryGateway() {
  const openedSockets = [];
  try {
    for (let pair = 0; pair < gatewayCount * 2; pair++) {
      openedSockets.push(await connectSocket(teacherLogin.token), await connectSocket(studentLogin.token));
    }
    for (let attempt = 1; ; attempt++) {
      const gatewaysWithSockets = (await fetchWebSocketStats()).gateways.filter(
        ({ connections }) => connections > 0,
      );
      if (gatewaysWithSockets.length === gatewayCount) return openedSockets;
      assert.ok(
        attempt < MAX_STATS_ATTEMPTS,
        `only ${gatewaysWithSockets.length} of ${gatewayCount} gateways have sockets`,
      );
      await pause(500);
    }
  } catch (error) {
    for (const socket of openedSockets) socket.close();
    throw error;
  }
}

const sockets = await retryUntilDeadline(connectToEveryGateway);
for (const socket of sockets) {
  const joinReply = await emitWithAck(socket, 'join-chat-rooms', { roomIds: [sharedRoom.id] });
  assert.deepEqual(joinReply.rooms, [sharedRoom.id]);
}

const waitUntilAllReceived = (content) =>
  Promise.all(
    sockets.map((socket) =>
      waitForSocketEvent(socket, 'new-chat-message', ({ data }) => data.content === content),
    ),
  );
const socketMessageContent = `by socket ${Date.now()}`;
let deliveriesPromise = waitUntilAllReceived(socketMessageContent);
const sendReply = await emitWithAck(sockets[0], 'send-message', {
  roomId: sharedRoom.id,
  content: socketMessageContent,
});
assert.equal(sendReply.success, true);
assert.deepEqual(
  new Set((await deliveriesPromise).map(({ data }) => data.seq)),
  new Set([sendReply.data.seq]),
);

const restMessageContent = `by REST ${Date.now()}`;
deliveriesPromise = waitUntilAllReceived(restMessageContent);
const storedMessage = await postToApi(
  `/chat/rooms/${sharedRoom.id}/messages`,
  { content: restMessageContent },
  studentLogin.token,
);
assert.deepEqual(new Set((await deliveriesPromise).map(({ data }) => data.id)), new Set([storedMessage.id]));

const onlineUsersReply = await emitWithAck(sockets[0], 'get-room-online-users', { roomId: sharedRoom.id });
const onlineUserIds = onlineUsersReply.users.map(({ userId }) => userId);
for (const { user } of [teacherLogin, studentLogin])
  assert.ok(onlineUserIds.includes(user.id), `${user.email} is online`);

for (const socket of sockets) socket.close();
console.log(`${sockets.length} sockets on ${gatewayCount} gateways received both messages`);
