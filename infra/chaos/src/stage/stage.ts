import type { System, TestUser } from '@kcs/testkit';
import type { Random } from '../random.ts';
import type { Scale } from '../scale.ts';
import { inBatches } from './in-batches.ts';

export interface ChatRoom {
  readonly id: string;
  readonly members: readonly TestUser[];
}

/** A system with people and rooms in it. */
export interface Stage {
  readonly system: System;
  readonly users: readonly TestUser[];
  readonly rooms: readonly ChatRoom[];
}

/** Hashing a password takes 25 ms of a CPU: more at once only makes them wait for each other. */
const USERS_AT_ONCE = 8;
const ROOMS_AT_ONCE = 4;

/** Everybody is in about as many rooms as everybody else; who with whom is drawn. */
export async function setStage(
  system: System,
  { users: count, rooms: roomCount, membersPerRoom }: Scale,
  random: Random,
): Promise<Stage> {
  await system.admin();
  const numbers = Array.from({ length: count }, (_, n) => n);
  const users = await inBatches(numbers, USERS_AT_ONCE, () => system.user());
  let left: TestUser[] = [];
  const draw = (): TestUser[] => {
    const members = new Set<TestUser>();
    while (members.size < Math.min(membersPerRoom, count)) {
      if (left.length === 0) left = random.shuffled(users);
      members.add(left.pop() as TestUser);
    }
    return [...members];
  };
  const memberLists = Array.from({ length: roomCount }, draw);
  const rooms = await inBatches(memberLists, ROOMS_AT_ONCE, async (members, n) => {
    const [owner, ...others] = members;
    if (!owner) throw new RangeError('a room needs a member');
    const { id } = await system.room({ owner, members: others, name: `Room ${n + 1}` });
    return { id, members };
  });
  return { system, users, rooms };
}
