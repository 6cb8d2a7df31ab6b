import type { TestSystem, TestUser } from '@kcs/testkit';
import type { RandomGenerator } from '../plan/random.ts';
import type { ChaosScale } from '../plan/scale.ts';
import { mapInBatches } from './in-batches.ts';

export interface ChatRoom {
  readonly id: string;
  readonly members: readonly TestUser[];
}

/** A running system, with the users and rooms of the run. */
export interface ChaosSchool {
  readonly system: TestSystem;
  readonly users: readonly TestUser[];
  readonly rooms: readonly ChatRoom[];
  /** Users who are in no room when the load starts. */
  readonly guests: readonly TestUser[];
}

/**
 * The number of users that are created at the same time. Hashing a password takes 25 ms of CPU time, so the requests of
 * a larger batch would only wait for each other.
 */
const USER_BATCH_SIZE = 8;
const ROOM_BATCH_SIZE = 4;

/**
 * Creates the users and rooms of a run. The members are drawn from a shuffled list of all users, so that each user is
 * in about the same number of rooms.
 */
export async function createSchool(
  system: TestSystem,
  { users: userCount, rooms: roomCount, membersPerRoom, guests: guestCount }: ChaosScale,
  random: RandomGenerator,
): Promise<ChaosSchool> {
  await system.admin();
  const createUsers = (count: number) =>
    mapInBatches(
      Array.from({ length: count }, (_, n) => n),
      USER_BATCH_SIZE,
      () => system.user(),
    );
  const users = await createUsers(userCount);
  const guests = await createUsers(guestCount);
  let remainingUsers: TestUser[] = [];
  const drawMembers = (): TestUser[] => {
    const members = new Set<TestUser>();
    while (members.size < Math.min(membersPerRoom, userCount)) {
      if (remainingUsers.length === 0) remainingUsers = random.shuffled(users);
      members.add(remainingUsers.pop() as TestUser);
    }
    return [...members];
  };
  const memberLists = Array.from({ length: roomCount }, drawMembers);
  const rooms = await mapInBatches(memberLists, ROOM_BATCH_SIZE, (members, n) =>
    createRoom(system, members, `Room ${n + 1}`),
  );
  return { system, users, rooms, guests };
}

/** Creates a group room that belongs to the first of the members. Throws `RangeError` if there are no members. */
export async function createRoom(
  system: TestSystem,
  members: readonly TestUser[],
  name: string,
): Promise<ChatRoom> {
  const [owner, ...others] = members;
  if (!owner) throw new RangeError('A room needs at least one member.');
  const { id } = await system.room({ owner, members: others, name });
  return { id, members };
}
