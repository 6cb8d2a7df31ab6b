import type { System, TestUser } from '@kcs/testkit';
import type { Random } from '../plan/random.ts';
import type { Scale } from '../plan/scale.ts';
import { mapInBatches } from './in-batches.ts';

export interface ChatRoom {
  readonly id: string;
  readonly members: readonly TestUser[];
}

/** A running system with its users and rooms. */
export interface School {
  readonly system: System;
  readonly users: readonly TestUser[];
  readonly rooms: readonly ChatRoom[];
}

/** Hashing a password takes 25 ms of CPU time, so the requests of a larger batch would only wait in a queue. */
const USER_BATCH = 8;
const ROOM_BATCH = 4;

/**
 * Creates the users and rooms of a run. The members of the rooms are drawn from a shuffled list of all users, so that
 * every user belongs to about the same number of rooms.
 */
export async function createSchool(
  system: System,
  { users: userCount, rooms: roomCount, membersPerRoom }: Scale,
  random: Random,
): Promise<School> {
  await system.admin();
  const numbers = Array.from({ length: userCount }, (_, n) => n);
  const users = await mapInBatches(numbers, USER_BATCH, () => system.user());
  let remaining: TestUser[] = [];
  const drawMembers = (): TestUser[] => {
    const members = new Set<TestUser>();
    while (members.size < Math.min(membersPerRoom, userCount)) {
      if (remaining.length === 0) remaining = random.shuffled(users);
      members.add(remaining.pop() as TestUser);
    }
    return [...members];
  };
  const memberLists = Array.from({ length: roomCount }, drawMembers);
  const rooms = await mapInBatches(memberLists, ROOM_BATCH, (members, n) =>
    createRoom(system, members, `Room ${n + 1}`),
  );
  return { system, users, rooms };
}

/** Creates a group room owned by the first member. Throws `RangeError` if there are no members. */
export async function createRoom(
  system: System,
  members: readonly TestUser[],
  name: string,
): Promise<ChatRoom> {
  const [owner, ...others] = members;
  if (!owner) throw new RangeError('A room needs at least one member.');
  const { id } = await system.room({ owner, members: others, name });
  return { id, members };
}
