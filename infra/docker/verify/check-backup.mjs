// Checks that a person who was erased after a backup stays erased after the backup is restored.
//   Usage: node check-backup.mjs <front door URL> <state file> prepare|erase|verify
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';

const [, , frontDoorUrl, statePath, step] = process.argv;
const ADMIN = { email: 'admin@school.com', password: 'password123' };
const ATTEMPT_COUNT = 60;
const ATTEMPT_PAUSE_MS = 500;

async function callApi(method, path, { token, body } = {}) {
  const response = await fetch(`${frontDoorUrl}/api/v1${path}`, {
    method,
    headers: {
      ...(token && { authorization: `Bearer ${token}` }),
      ...(body && { 'content-type': 'application/json' }),
    },
    body: body && JSON.stringify(body),
    signal: AbortSignal.timeout(10_000),
  });
  const answer = await response.json();
  assert.ok(response.ok, `${method} ${path} returned ${response.status} ${JSON.stringify(answer.error)}`);
  return answer.data;
}

async function logIn(credentials) {
  return (await callApi('POST', '/auth/login', { body: credentials })).token;
}

/** Repeats a check until it passes. After 30 s, throws the error of the last attempt. */
async function retry(check) {
  for (let attempt = 1; ; attempt++) {
    try {
      return await check();
    } catch (error) {
      if (attempt === ATTEMPT_COUNT) throw error;
      await pause(ATTEMPT_PAUSE_MS);
    }
  }
}

const adminToken = await retry(() => logIn(ADMIN));
const listMessages = (roomId, token) => callApi('GET', `/chat/rooms/${roomId}/messages`, { token });
const sendMessage = (roomId, token, content) =>
  callApi('POST', `/chat/rooms/${roomId}/messages`, { token, body: { content } });

const erase = (personId) =>
  callApi('POST', `/users/${personId}/erase`, { token: adminToken, body: { confirm: personId } });
const readState = () => JSON.parse(readFileSync(statePath, 'utf8'));

/** Creates a person whose name, email, and message contain the marker. */
async function createPerson(marker, number) {
  const credentials = { email: `${marker}-${number}@school.com`, password: randomBytes(12).toString('hex') };
  const body = { ...credentials, name: `Person ${marker} ${number}`, user_type: 'Student' };
  return { id: (await callApi('POST', '/users', { token: adminToken, body })).id, credentials };
}

const steps = {
  async prepare() {
    const marker = `marker${randomBytes(8).toString('hex')}`;
    const people = [await createPerson(marker, 1), await createPerson(marker, 2)];
    const personIds = people.map(({ id }) => id);
    const room = await callApi('POST', '/chat/rooms', {
      token: adminToken,
      body: { room_type: 'group', name: 'Backup', member_ids: personIds },
    });
    for (const { credentials } of people)
      await sendMessage(room.id, await logIn(credentials), `Text with ${marker}`);
    await sendMessage(room.id, adminToken, 'before the backup');
    writeFileSync(statePath, JSON.stringify({ marker, personIds, roomId: room.id }));
  },

  /** Erases one person completely, and another one so late that the system stops before it has erased everything. */
  async erase() {
    const { personIds, roomId } = readState();
    await retry(async () =>
      assert.ok((await erase(personIds[0])).completed_at, 'the first person is erased'),
    );
    await sendMessage(roomId, adminToken, 'after the backup');
    await erase(personIds[1]);
  },

  async verify() {
    const { personIds, roomId } = readState();
    for (const personId of personIds) {
      const person = await callApi('GET', `/users/${personId}`, { token: adminToken });
      assert.equal(person.name, 'Deleted user');
    }
    const messages = await listMessages(roomId, adminToken);
    assert.deepEqual(
      messages.map(({ content }) => content).sort(),
      ['before the backup', null, null].sort(),
      'the messages are those of the backup, without the texts of the erased people',
    );
    const sent = await sendMessage(roomId, adminToken, 'after the restore');
    const events = await callApi('GET', `/chat/rooms/${roomId}/events?after=0&limit=100`, {
      token: adminToken,
    });
    assert.deepEqual(
      events.map(({ seq }) => seq),
      Array.from({ length: sent.seq }, (_, n) => n + 1),
      'the log of the room continues without a gap',
    );
    console.log(
      'the erased people stayed erased, and the rooms continue as they were at the time of the backup',
    );
  },
};
await steps[step]();
