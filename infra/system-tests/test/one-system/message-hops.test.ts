import assert from 'node:assert/strict';
import type { TestSocket, TestSystem, TestUser } from '@kcs/testkit';
import t from 'tap';
import { countSystemCalls, HopCount } from '../support/hop-count.ts';
import { getSharedSystem } from './system.ts';

const SENDERS = 4;
/** Few enough messages that a replica of chat-api grants them all without asking Redis. */
const LONE_MESSAGES = 10;
const CONCURRENT_MESSAGES = 64;
/** Limits per message, a little above the measured 890 and 1,170 bytes. */
const MAX_REDIS_BYTES = 1_100;
const MAX_NATS_BYTES = 1_400;
/**
 * Limit per message for the read and write calls of one chat-api and one gateway with 4 sockets. Measured: 15 for a lone
 * message, and 4 to 11 at the same time. They include the background work, which grows if the machine is slow.
 */
const MAX_SYSTEM_CALLS = 30;
/**
 * How often the read and write calls are counted. The lowest count decides, because V8 can add thousands: while it waits
 * for its threads to mark the heap, it wakes the process again and again.
 */
const SYSTEM_CALL_ROUNDS = 3;

/** Creates a room whose members all have a socket, and a function that sends a message and waits until all have it. */
async function createSenders(system: TestSystem) {
  const senders = await Promise.all(Array.from({ length: SENDERS }, () => system.user()));
  const [owner, ...members] = senders as [TestUser, ...TestUser[]];
  const room = await system.room({ owner, members });
  const sockets = await Promise.all(
    senders.map(async (sender) => {
      const socket = await sender.connect(system.gateways[0]);
      await socket.join([room.id]);
      return socket;
    }),
  );
  const receive = (socket: TestSocket, content: string) =>
    socket.next('new-chat-message', ({ data }) => data.content === content);
  let sentCount = 0;
  const send = async () => {
    sentCount += 1;
    const content = `message ${sentCount}`;
    const sender = senders[sentCount % SENDERS] as TestUser;
    const { status } = await sender.request(
      'POST',
      `/chat/rooms/${room.id}/messages`,
      { content },
      { api: system.apis[0] },
    );
    assert.equal(status, 201);
    await Promise.all(sockets.map((socket) => receive(socket, content)));
  };
  return {
    userIds: senders.map(({ id }) => id),
    room,
    sendAlone: async () => {
      for (let n = 0; n < LONE_MESSAGES; n += 1) await send();
    },
    sendTogether: async () => {
      await Promise.all(Array.from({ length: CONCURRENT_MESSAGES }, send));
    },
  };
}

t.test('a message takes no more hops than needed', async (t) => {
  const system = await getSharedSystem();
  const { userIds, room, sendAlone, sendTogether } = await createSenders(system);
  const hopCount = await HopCount.start(system);
  t.teardown(() => hopCount.stop());

  /** Each statement is a transaction, and a row names the transaction that wrote it. */
  const countSendStatements = async () => {
    const { rows } = await system.database.query(
      'SELECT count(DISTINCT xmin::text)::integer AS count FROM messages WHERE room_id = $1',
      [room.id],
    );
    return rows[0].count as number;
  };
  const measure = async (messages: number, sendAll: () => Promise<void>) => {
    hopCount.restart(room.id, userIds);
    await sendAll();
    await system.until(() => countKind(hopCount.hops.natsMessages, 'ack') >= messages);
    return hopCount.hops;
  };

  t.test('a lone message takes one statement, one Redis command, and four NATS messages', async (t) => {
    const { redisCommands, redisBytes, natsMessages, natsBytes } = await measure(LONE_MESSAGES, sendAlone);
    t.equal(await countSendStatements(), LONE_MESSAGES);
    t.same(tally(redisCommands), { spublish: LONE_MESSAGES });
    t.same(tally(natsMessages), expectedNatsMessages(LONE_MESSAGES));
    t.ok(redisBytes <= MAX_REDIS_BYTES * LONE_MESSAGES, `${redisBytes} bytes in Redis commands`);
    t.ok(natsBytes <= MAX_NATS_BYTES * LONE_MESSAGES, `${natsBytes} bytes in NATS messages`);
  });

  t.test('64 messages at the same time share statements', async (t) => {
    const statementsBefore = await countSendStatements();
    const { redisCommands, natsMessages } = await measure(CONCURRENT_MESSAGES, sendTogether);
    const statements = (await countSendStatements()) - statementsBefore;
    t.ok(statements < CONCURRENT_MESSAGES, `${statements} statements`);
    const { spublish, ...limitCommands } = tally(redisCommands);
    t.equal(spublish, CONCURRENT_MESSAGES);
    t.ok((limitCommands.eval ?? 0) <= CONCURRENT_MESSAGES, 'at most one command for the limit of the sender');
    t.same(tally(natsMessages), expectedNatsMessages(CONCURRENT_MESSAGES));
  });
});

t.test('a message takes few read and write calls', async (t) => {
  const system = await getSharedSystem();
  const pids = [system.apis[0].pid, system.gateways[0].pid];
  const countCalls = async (sendAll: () => Promise<void>) => {
    const callsBefore = await countSystemCalls(pids);
    await sendAll();
    return (await countSystemCalls(pids)) - callsBefore;
  };
  const aloneCalls: number[] = [];
  const togetherCalls: number[] = [];
  for (let round = 0; round < SYSTEM_CALL_ROUNDS; round += 1) {
    const { sendAlone, sendTogether } = await createSenders(system);
    aloneCalls.push(await countCalls(sendAlone));
    togetherCalls.push(await countCalls(sendTogether));
  }
  t.ok(Math.min(...aloneCalls) <= MAX_SYSTEM_CALLS * LONE_MESSAGES, `lone messages: ${aloneCalls} calls`);
  t.ok(
    Math.min(...togetherCalls) <= MAX_SYSTEM_CALLS * CONCURRENT_MESSAGES,
    `64 at the same time: ${togetherCalls} calls`,
  );
});

const expectedNatsMessages = (count: number) => ({
  publish: count,
  'publish-ack': count,
  deliver: count,
  ack: count,
});
const countKind = (names: readonly string[], kind: string) => names.filter((name) => name === kind).length;
const tally = (names: readonly string[]): Record<string, number> =>
  Object.fromEntries([...new Set(names)].map((name) => [name, countKind(names, name)]));
