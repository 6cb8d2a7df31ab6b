import { parseArgs } from 'node:util';
import { startSystem, TeardownStack, type TestSystem, type TestUser } from '@kcs/testkit';
import { createSeededRandomNumberSource, type RandomNumberSource } from '../school/random.ts';
import type { Drill, DrillContext } from './drill-context.ts';

export const countersDrill: Drill = {
  summary: 'Unread and mention counts after 10,000 random concurrent changes, compared with a recount',
  run: runCountersDrill,
};

const DEFAULT_CHANGE_COUNT = 10_000;
/** How many changes to make before each comparison. No changes are made during a comparison. */
const CHANGES_PER_COMPARISON = 1_000;
const MAX_CONCURRENT_CHANGES = 32;
const PERSON_COUNT = 8;
const ROOM_COUNT = 4;
const MAX_SHOWN_COUNT = 1_000;
/**
 * The HTTP statuses that the drill accepts. The server may refuse a random change because of an earlier one, for
 * example because the person has left or the message was deleted.
 */
const ACCEPTED_STATUSES = new Set([200, 201, 403, 404, 409]);

interface CountersDrillState {
  readonly system: TestSystem;
  readonly people: readonly TestUser[];
  readonly roomIds: readonly string[];
  /** The messages sent so far, with their senders. */
  readonly messages: { readonly id: string; readonly sender: TestUser }[];
  readonly random: RandomNumberSource;
}

async function runCountersDrill({ args, say, signal }: DrillContext): Promise<number> {
  const commandLineOptions = { changes: { type: 'string' }, seed: { type: 'string' } } as const;
  const { values } = parseArgs({ args: [...args], options: commandLineOptions });
  const changeCount = Number(values.changes ?? DEFAULT_CHANGE_COUNT);
  // Without this check, the drill would succeed without making a single change.
  if (!(changeCount > 0)) throw new Error(`--changes must be a positive number, not ${values.changes}.`);
  const randomSeed = Number(values.seed ?? Date.now() % 1_000_000);
  const teardownStack = new TeardownStack();
  try {
    say(`Starting a system with two replicas of chat-api. The seed is ${randomSeed}.`);
    const drillState = await createDrillState(teardownStack, createSeededRandomNumberSource(randomSeed));
    const countByStatus = new Map<number, number>();
    for (let done = 0; done < changeCount; ) {
      signal.throwIfAborted();
      const nextCount = Math.min(CHANGES_PER_COMPARISON, changeCount - done);
      await makeRandomChanges(drillState, nextCount, countByStatus);
      done += nextCount;
      const { compared, differences } = await compareCountsWithRecount(drillState);
      for (const difference of differences) say(`BREACH ${difference}`);
      if (differences.length > 0) return 1;
      say(`  ${done} changes: ${compared} counters equal the recount`);
    }
    const statusCountTexts = [...countByStatus]
      .sort(([a], [b]) => a - b)
      .map(([status, count]) => `${count} × ${status}`);
    say(`Answers: ${statusCountTexts.join(', ')}`);
    return 0;
  } finally {
    await teardownStack.run();
  }
}

async function createDrillState(
  teardownStack: TeardownStack,
  random: RandomNumberSource,
): Promise<CountersDrillState> {
  const system = await startSystem(teardownStack, {
    gateways: 1,
    apis: 2,
    env: { MESSAGES_PER_SECOND_PER_USER: '100000' },
  });
  const people: TestUser[] = [];
  for (let n = 0; n < PERSON_COUNT; n++) people.push(await system.user({ name: `Person ${n}` }));
  const [owner, ...members] = people as [TestUser, ...TestUser[]];
  const roomIds: string[] = [];
  for (let n = 0; n < ROOM_COUNT; n++)
    roomIds.push((await system.room({ owner, members, name: `Room ${n}` })).id);
  return { system, people, roomIds, messages: [], random };
}

/** Makes random changes over REST, up to 32 at the same time, and counts the HTTP statuses of the responses. */
async function makeRandomChanges(
  drillState: CountersDrillState,
  count: number,
  countByStatus: Map<number, number>,
): Promise<void> {
  let startedChangeCount = 0;
  const runChangeLoop = async () => {
    while (startedChangeCount < count) {
      startedChangeCount += 1;
      const status = await makeRandomChange(drillState);
      if (!ACCEPTED_STATUSES.has(status)) throw new Error(`A change failed with the status ${status}`);
      countByStatus.set(status, (countByStatus.get(status) ?? 0) + 1);
    }
  };
  await Promise.all(Array.from({ length: MAX_CONCURRENT_CHANGES }, runChangeLoop));
}

async function makeRandomChange({ people, roomIds, messages, random }: CountersDrillState): Promise<number> {
  const pickRandom = <T>(items: readonly T[]): T => items[Math.floor(random() * items.length)] as T;
  const actingUser = pickRandom(people);
  const roomPath = `/chat/rooms/${pickRandom(roomIds)}`;
  const messageContent =
    random() < 0.5 ? 'hello' : `hello @${pickRandom(people).name} and @[${pickRandom(people).id}]`;
  const pickRecentMessage = () => pickRandom(messages.slice(-200));
  const randomShare = random();
  if (randomShare < 0.5 || messages.length === 0) {
    const { status, body } = await actingUser.request('POST', `${roomPath}/messages`, {
      content: messageContent,
    });
    if (status === 201) messages.push({ id: body.data.id, sender: actingUser });
    return status;
  }
  if (randomShare < 0.65) {
    const { status, body } = await actingUser.request('GET', roomPath);
    if (status !== 200) return status;
    const seenSeq = 1 + Math.floor(random() * body.data.last_seq);
    return (await actingUser.request('PUT', `${roomPath}/seen`, { seq: seenSeq })).status;
  }
  if (randomShare < 0.77) {
    const { id, sender } = pickRecentMessage();
    return (await sender.request('PATCH', `/chat/messages/${id}`, { content: messageContent })).status;
  }
  if (randomShare < 0.87) {
    const { id, sender } = pickRecentMessage();
    return (await sender.request('DELETE', `/chat/messages/${id}`)).status;
  }
  // The owner never leaves, so every room always has a member who can add the others again.
  const [owner, ...members] = people as [TestUser, ...TestUser[]];
  const pickedMember = pickRandom(members);
  return randomShare < 0.9
    ? (await pickedMember.request('DELETE', `${roomPath}/members/${pickedMember.id}`)).status
    : (await owner.request('POST', `${roomPath}/members`, { user_ids: [pickedMember.id] })).status;
}

/** Compares the counts in everyone's room list with a recount of all messages. */
async function compareCountsWithRecount({ system, people }: CountersDrillState) {
  const { rows } = await system.database.query(`
    SELECT m.room_id, m.user_id, count(t.id)::integer AS unread,
      (count(t.id) FILTER (WHERE m.user_id = ANY (t.mentions)))::integer AS mentions
    FROM room_members m
    LEFT JOIN messages t ON t.room_id = m.room_id AND t.seq > m.last_seen_seq AND t.deleted_at IS NULL
      AND t.sender_id <> m.user_id
    GROUP BY m.room_id, m.user_id`);
  const recountByRoomAndUser = new Map(rows.map((row) => [`${row.room_id} ${row.user_id}`, row]));
  const countDifferences: string[] = [];
  let comparedCounterCount = 0;
  for (const person of people) {
    const { body } = await person.request('GET', '/chat/rooms');
    for (const room of body.data) {
      const recount = recountByRoomAndUser.get(`${room.id} ${person.id}`);
      const shownCountsText = `${room.unread_count} unread, ${room.mention_count} mentions`;
      const recountedCountsText = `${Math.min(MAX_SHOWN_COUNT, recount?.unread)} unread, ${Math.min(MAX_SHOWN_COUNT, recount?.mentions)} mentions`;
      if (shownCountsText !== recountedCountsText)
        countDifferences.push(
          `${person.name} in ${room.name}: ${shownCountsText}, but the recount is ${recountedCountsText}`,
        );
      comparedCounterCount += 2;
    }
  }
  return { compared: comparedCounterCount, differences: countDifferences };
}
