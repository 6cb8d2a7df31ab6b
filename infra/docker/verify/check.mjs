// Two people of the demo data chat through the front door, with sockets on every gateway.
// node check.mjs <front door> <sockets> <gateways expected> <seconds to wait for them>
// A token of the first run is kept in /state/token: later runs expect it to be good still.
import assert from 'node:assert/strict';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { io } from 'socket.io-client';

const [, , frontDoor, socketDoor, gatewaysText, secondsText] = process.argv;
const gateways = Number(gatewaysText);
const deadline = Date.now() + Number(secondsText) * 1000;
const TOKEN_FILE = '/state/token';
const EVENT_WITHIN_MS = 10_000;
/** Every half second; the statistics are up to 5 s old. */
const STATS_LOOKS = 20;

async function rest(path, { token, ...init } = {}) {
  const headers = { 'content-type': 'application/json' };
  if (token) headers.authorization = `Bearer ${token}`;
  const answer = await fetch(`${frontDoor}/api/v1${path}`, {
    ...init,
    headers,
    signal: AbortSignal.timeout(10_000),
  });
  const body = await answer.json();
  assert.ok(answer.ok, `${path} answered ${answer.status} ${JSON.stringify(body.error)}`);
  return body.data;
}

/** Repeats what may not be true yet; the last failure is the one that is told. */
async function eventually(what) {
  for (;;) {
    try {
      return await what();
    } catch (error) {
      if (Date.now() > deadline) throw error;
      await pause(500);
    }
  }
}

const post = (path, body, token) => rest(path, { method: 'POST', body: JSON.stringify(body), token });
const logIn = (who) => post('/auth/login', { email: `${who}@school.com`, password: 'password123' });

/** Resolves with the first event that fits; call it before what causes the event. */
function heard(socket, event, fits) {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`${event} was not heard`)), EVENT_WITHIN_MS);
    const listener = (payload) => {
      if (!fits(payload)) return;
      clearTimeout(timer);
      socket.off(event, listener);
      resolve(payload);
    };
    socket.on(event, listener);
  });
}

async function connect(token) {
  const socket = io(socketDoor, { auth: { token }, forceNew: true });
  await new Promise((resolve, reject) => {
    socket.once('connect', resolve);
    setTimeout(() => reject(new Error('no connection')), EVENT_WITHIN_MS * 2).unref();
  });
  return socket;
}

const ask = (socket, event, payload) => socket.timeout(EVENT_WITHIN_MS).emitWithAck(event, payload);

const teacher = await eventually(() => logIn('teacher'));
const student = await logIn('student');
const admin = await logIn('admin');
if (existsSync(TOKEN_FILE)) {
  const me = await rest('/auth/me', { token: readFileSync(TOKEN_FILE, 'utf8') });
  assert.equal((me.user ?? me).email, 'teacher@school.com', 'an earlier token is still good');
} else {
  writeFileSync(TOKEN_FILE, teacher.token);
}

for (const page of ['/', '/docs', '/.well-known/jwks.json']) {
  const answer = await fetch(frontDoor + page, { signal: AbortSignal.timeout(10_000) });
  assert.equal(answer.status, 200, `${page} answers`);
}

const stats = () => rest('/chat/admin/websocket-stats', { token: admin.token });
await eventually(async () => {
  const seen = (await stats()).gateways;
  assert.equal(seen.length, gateways, `gateways: ${JSON.stringify(seen)}`);
});

const theirs = new Set((await rest('/chat/rooms', { token: student.token })).map((room) => room.id));
const room = (await rest('/chat/rooms', { token: teacher.token })).find(({ id }) => theirs.has(id));
assert.ok(room, 'teacher and student share a room');

/** A gateway that has just come back may be unknown to the balancer yet: then all connect once more. */
async function socketsOnEveryGateway() {
  const opened = [];
  try {
    for (let pair = 0; pair < gateways * 2; pair++) {
      opened.push(await connect(teacher.token), await connect(student.token));
    }
    for (let look = 1; ; look++) {
      const busy = (await stats()).gateways.filter(({ connections }) => connections > 0);
      if (busy.length === gateways) return opened;
      assert.ok(look < STATS_LOOKS, `only ${busy.length} of ${gateways} gateways hold sockets`);
      await pause(500);
    }
  } catch (error) {
    for (const socket of opened) socket.close();
    throw error;
  }
}

const sockets = await eventually(socketsOnEveryGateway);
for (const socket of sockets) {
  const joined = await ask(socket, 'join-chat-rooms', { roomIds: [room.id] });
  assert.deepEqual(joined.rooms, [room.id]);
}

const hears = (content) =>
  Promise.all(
    sockets.map((socket) => heard(socket, 'new-chat-message', ({ data }) => data.content === content)),
  );
const bySocket = `by socket ${Date.now()}`;
let everyone = hears(bySocket);
const sent = await ask(sockets[0], 'send-message', { roomId: room.id, content: bySocket });
assert.equal(sent.success, true);
assert.deepEqual(new Set((await everyone).map(({ data }) => data.seq)), new Set([sent.data.seq]));

const byRest = `by REST ${Date.now()}`;
everyone = hears(byRest);
const stored = await post(`/chat/rooms/${room.id}/messages`, { content: byRest }, student.token);
assert.deepEqual(new Set((await everyone).map(({ data }) => data.id)), new Set([stored.id]));

const online = await ask(sockets[0], 'get-room-online-users', { roomId: room.id });
assert.deepEqual(
  new Set([teacher.user.id, student.user.id]).difference(new Set(online.users.map(({ userId }) => userId))),
  new Set(),
  'both are online',
);

for (const socket of sockets) socket.close();
console.log(`${sockets.length} sockets on ${gateways} gateways heard both messages`);
