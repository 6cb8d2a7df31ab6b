import { parseArgs } from 'node:util';
import { type System, startSystem, type TestUser } from '@kcs/testkit';
import { createSeededRandom, type Random } from '../school/random.ts';
import { Cleanup } from './cleanup.ts';
import type { Drill, DrillContext } from './drill-context.ts';

export const countersDrill: Drill = {
  summary: 'Unread and mention counts after 10,000 random concurrent changes, compared with a recount',
  run: runCountersDrill,
};

const CHANGES = 10_000;
/** All changes stop after this many, so that the counts of that moment can be compared. */
const CHANGES_PER_COMPARISON = 1_000;
const CONCURRENT_CHANGES = 32;
const PEOPLE = 8;
const ROOMS = 4;
const UNREAD_CAP = 1_000;
/** A random change may be refused because of an earlier one: the person has left, or the message is deleted. */
const ACCEPTED_STATUSES = new Set([200, 201, 403, 404, 409]);

interface World {
  readonly system: System;
  readonly people: readonly TestUser[];
  readonly roomIds: readonly string[];
  /** The messages that were sent so far, with their senders. */
  readonly messages: { readonly id: string; readonly sender: TestUser }[];
  readonly random: Random;
}

async function runCountersDrill({ args, say, signal }: DrillContext): Promise<number> {
  const options = { changes: { type: 'string' }, seed: { type: 'string' } } as const;
  const { values } = parseArgs({ args: [...args], options });
  const changes = Number(values.changes ?? CHANGES);
  const seed = Number(values.seed ?? Date.now() % 1_000_000);
  const cleanup = new Cleanup();
  try {
    say(`Starting a system with two replicas of chat-api. The seed is ${seed}.`);
    const world = await createWorld(cleanup, createSeededRandom(seed));
    const statuses = new Map<number, number>();
    for (let done = 0; done < changes; done += CHANGES_PER_COMPARISON) {
      signal.throwIfAborted();
      await makeChanges(world, Math.min(CHANGES_PER_COMPARISON, changes - done), statuses);
      const { compared, differences } = await compareCounts(world);
      for (const difference of differences) say(`BREACH ${difference}`);
      if (differences.length > 0) return 1;
      say(`  ${done + CHANGES_PER_COMPARISON} changes: ${compared} counters equal the recount`);
    }
    const answers = [...statuses].sort(([a], [b]) => a - b).map(([status, count]) => `${count} × ${status}`);
    say(`Answers: ${answers.join(', ')}`);
    return 0;
  } finally {
    await cleanup.run();
  }
}

async function createWorld(cleanup: Cleanup, random: Random): Promise<World> {
  const system = await startSystem(cleanup, {
    gateways: 1,
    apis: 2,
    env: { MESSAGES_PER_SECOND_PER_USER: '100000' },
  });
  const people: TestUser[] = [];
  for (let n = 0; n < PEOPLE; n++) people.push(await system.user({ name: `Person ${n}` }));
  const [owner, ...members] = people as [TestUser, ...TestUser[]];
  const roomIds: string[] = [];
  for (let n = 0; n < ROOMS; n++) roomIds.push((await system.room({ owner, members, name: `Room ${n}` })).id);
  return { system, people, roomIds, messages: [], random };
}

/** Makes random changes over REST, up to 32 at the same time. Counts the HTTP statuses of the answers. */
async function makeChanges(world: World, count: number, statuses: Map<number, number>): Promise<void> {
  let started = 0;
  const run = async () => {
    while (started < count) {
      started += 1;
      const status = await makeChange(world);
      if (!ACCEPTED_STATUSES.has(status)) throw new Error(`A change was answered with ${status}`);
      statuses.set(status, (statuses.get(status) ?? 0) + 1);
    }
  };
  await Promise.all(Array.from({ length: CONCURRENT_CHANGES }, run));
}

async function makeChange({ people, roomIds, messages, random }: World): Promise<number> {
  const pick = <T>(items: readonly T[]): T => items[Math.floor(random() * items.length)] as T;
  const user = pick(people);
  const roomPath = `/chat/rooms/${pick(roomIds)}`;
  const content = random() < 0.5 ? 'hello' : `hello @${pick(people).name} and @[${pick(people).id}]`;
  const recentMessage = () => pick(messages.slice(-200));
  const share = random();
  if (share < 0.5 || messages.length === 0) {
    const { status, body } = await user.request('POST', `${roomPath}/messages`, { content });
    if (status === 201) messages.push({ id: body.data.id, sender: user });
    return status;
  }
  if (share < 0.65) {
    const { status, body } = await user.request('GET', roomPath);
    if (status !== 200) return status;
    const seq = 1 + Math.floor(random() * body.data.last_seq);
    return (await user.request('PUT', `${roomPath}/seen`, { seq })).status;
  }
  if (share < 0.77) {
    const { id, sender } = recentMessage();
    return (await sender.request('PATCH', `/chat/messages/${id}`, { content })).status;
  }
  if (share < 0.87) {
    const { id, sender } = recentMessage();
    return (await sender.request('DELETE', `/chat/messages/${id}`)).status;
  }
  // The owner never leaves, so that every room keeps a member who can add the others again.
  const [owner, ...members] = people as [TestUser, ...TestUser[]];
  const member = pick(members);
  return share < 0.9
    ? (await member.request('DELETE', `${roomPath}/members/${member.id}`)).status
    : (await owner.request('POST', `${roomPath}/members`, { user_ids: [member.id] })).status;
}

/** Compares the counts in everyone's room list with a recount of all messages. */
async function compareCounts({ system, people }: World) {
  const { rows } = await system.database.query(`
    SELECT m.room_id, m.user_id, count(t.id)::integer AS unread,
      (count(t.id) FILTER (WHERE m.user_id = ANY (t.mentions)))::integer AS mentions
    FROM room_members m
    LEFT JOIN messages t ON t.room_id = m.room_id AND t.seq > m.last_seen_seq AND t.deleted_at IS NULL
      AND t.sender_id <> m.user_id
    GROUP BY m.room_id, m.user_id`);
  const recounts = new Map(rows.map((row) => [`${row.room_id} ${row.user_id}`, row]));
  const differences: string[] = [];
  let compared = 0;
  for (const person of people) {
    const { body } = await person.request('GET', '/chat/rooms');
    for (const room of body.data) {
      const recount = recounts.get(`${room.id} ${person.id}`);
      const shown = `${room.unread_count} unread, ${room.mention_count} mentions`;
      const counted = `${Math.min(UNREAD_CAP, recount?.unread)} unread, ${Math.min(UNREAD_CAP, recount?.mentions)} mentions`;
      if (shown !== counted)
        differences.push(`${person.name} in ${room.name}: ${shown}, but the recount is ${counted}`);
      compared += 2;
    }
  }
  return { compared, differences };
}
